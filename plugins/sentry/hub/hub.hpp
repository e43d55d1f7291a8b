#pragma once

#include <chrono>
#include <condition_variable>
#include <optional>
#include <set>
#include <vector>

#include <plugins/sentry/message_id.hpp>
#include <plugins/sentry/subscribers.hpp>

#include "link.hpp"
#include "seen.hpp"

namespace plexus::sentry {

/// Several sentries as one: their peers together, requests spread over them, gossip of the same
/// content once.
///
/// @thread any: calls block until the sentries have responded, or call_limit has passed
class Hub {
public:
    Hub();
    ~Hub();

    /// Keeps a connection to a sentry that listens there.
    void keep(const std::string& address);
    /// Serves a sentry that has connected to this program, until it goes.
    /// @param descriptor  a connected socket that does not block; closed in the end
    void take(int descriptor, const std::string& address);
    /// Ends everything; calls may still come.
    void stop();

    // What the client calls.

    grpc::Status set_status(const proto::StatusData& status);
    grpc::Status send_by_min_block(const proto::SendMessageByMinBlockRequest& request,
                                   proto::SentPeers& sent);
    grpc::Status send_by_id(const proto::SendMessageByIdRequest& request, proto::SentPeers& sent);
    grpc::Status send_to_random(const proto::SendMessageToRandomPeersRequest& request,
                                proto::SentPeers& sent);
    grpc::Status send_to_all(const proto::OutboundMessageData& message, proto::SentPeers& sent);
    grpc::Status penalize(const proto::PenalizePeerRequest& request);
    void set_latest(const proto::PeerBlockRequest& request, std::uint64_t number);
    /// All peers, each once.
    std::map<net::NodeId, Link::Peer> peers() const;
    grpc::Status node_info(proto::NodeInfoReply& reply);
    /// By the sentry with the fewest peers.
    grpc::Status add_peer(const proto::UrlRequest& request, bool trusted,
                          proto::SuccessReply& reply);
    /// By all sentries.
    grpc::Status remove_peer(const proto::UrlRequest& request, bool trusted,
                             proto::SuccessReply& reply);
    grpc::ServerWriteReactor<proto::InboundMessage>* messages(grpc::CallbackServerContext& call,
                                                              std::set<std::int32_t> ids);
    grpc::ServerWriteReactor<proto::PeerEvent>* peer_events(grpc::CallbackServerContext& call);

private:
    using LinkPtr = std::shared_ptr<Link>;

    void run(const LinkPtr& link, bool again);
    std::string shake_hands(Link& link);
    void attend(Link& link);
    void read_messages(Link& link, grpc::ClientContext& context);
    void hear(Link& link, const proto::PeerEvent& event);
    void forget_peers(Link& link);
    void tell(const net::NodeId& peer, std::int32_t event);
    bool start(const LinkPtr& link, bool again);
    bool pause();
    bool enlist(grpc::ClientContext& context);
    void withdraw(grpc::ClientContext& context);

    std::vector<LinkPtr> ready() const;
    std::vector<LinkPtr> in_turn(std::uint64_t min_block) const;
    std::vector<LinkPtr> holders(const net::NodeId& peer) const;

    Counter dropped_messages_;
    Counter dropped_events_;
    Gauge streams_;
    Gauge event_streams_;
    Subscribers<proto::InboundMessage> messages_;
    Subscribers<proto::PeerEvent> events_;
    Seen seen_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::size_t threads_ = 0;  // one for each sentry, which stop() awaits
    std::optional<proto::StatusData> status_;
    std::vector<LinkPtr> links_;
    std::set<grpc::ClientContext*> reading_;  // to be cancelled by stop()
    std::mutex peers_mutex_;                  // events are told in the order of changes
};

}  // namespace plexus::sentry
