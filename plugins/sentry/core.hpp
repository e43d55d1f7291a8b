#pragma once

#include <map>

#include <api/async/task_scope.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/core/log.hpp>
#include <api/eth/handlers.hpp>
#include <api/eth/remote.hpp>
#include <api/net/local_node.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/host.hpp>

#include "client_chain.hpp"
#include "message_id.hpp"
#include "protocol.hpp"
#include "subscribers.hpp"

namespace plexus::sentry {

/// The service behind the interface: peers of all versions of eth as one eth/68, and the client as
/// the chain that this node serves.
///
/// @thread  the plugin's strand, but for the handlers
class Core final : public eth::BlockHandler, public eth::TxHandler {
public:
    Core(Host& host, std::size_t queue_bytes);

    // What the client calls. Each yields its reply at once; responses of peers come as messages.

    grpc::Status set_status(const proto::StatusData& status);
    grpc::Status send_by_min_block(const proto::SendMessageByMinBlockRequest& request,
                                   proto::SentPeers& sent);
    grpc::Status send_by_id(const proto::SendMessageByIdRequest& request, proto::SentPeers& sent);
    grpc::Status send_to_random(const proto::SendMessageToRandomPeersRequest& request,
                                proto::SentPeers& sent);
    grpc::Status send_to_all(const proto::OutboundMessageData& message, proto::SentPeers& sent);
    grpc::Status penalize(const net::NodeId& peer);
    void peers(proto::PeersReply& reply) const;
    void peer_count(proto::PeerCountReply& reply) const;
    void peer_by_id(const net::NodeId& id, proto::PeerByIdReply& reply) const;
    void node_info(proto::NodeInfoReply& reply) const;
    grpc::Status add_peer(const std::string& url, bool trusted);
    grpc::Status remove_peer(const std::string& url, bool trusted);

    /// The client has learnt that a peer has this block.
    void set_latest(const net::NodeId& peer, std::uint64_t number);

    /// The messages with these ids.
    grpc::ServerWriteReactor<proto::InboundMessage>* messages(grpc::CallbackServerContext& call,
                                                              std::set<std::int32_t> ids);
    /// All peers that are there, then those that come and go.
    /// @thread any; messages() too
    grpc::ServerWriteReactor<proto::PeerEvent>* peer_events(grpc::CallbackServerContext& call);

    /// A peer has come, with its eth session, or gone.
    void joined(const net::PeerPtr& peer, std::shared_ptr<eth::Remote> remote);
    void left(const net::NodeId& peer);

    /// The client as a chain, and as a pool of transactions.
    ClientChain& client_chain() noexcept { return client_chain_; }

    /// Ends all streams.
    void close();

    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override;
    awaitable<eth::ValidationResult> on_block_hashes(
        const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) override;
    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) override;
    awaitable<eth::ValidationResult> on_announcement(
        const eth::Origin& origin,
        std::span<const eth::TransactionAnnouncement> transactions) override;

    /// Its tasks.
    TaskScope& tasks() noexcept { return tasks_; }

private:
    struct Entry {
        net::PeerPtr peer;
        std::shared_ptr<eth::Remote> remote;
        /// Made once: clients call Peers for each request.
        std::shared_ptr<const proto::PeerInfo> info;
        std::uint64_t told_latest = 0;  ///< by the client

        std::uint64_t latest() const { return std::max(remote->status().latest, told_latest); }
    };

    std::shared_ptr<const proto::PeerInfo> describe(const net::Peer& peer) const;
    void compare_forks(const proto::StatusData& status, const chain::Head& head);
    bool send_to_client(MessageId id, const Bytes& payload);
    bool takes_response_to(MessageId request) const;
    std::vector<Entry> by_height(std::uint64_t min_block) const;
    grpc::Status forward(const Entry& to, const proto::OutboundMessageData& message,
                         proto::SentPeers& sent);
    grpc::Status gossip(std::vector<Entry> to, const proto::OutboundMessageData& message,
                        proto::SentPeers& sent);
    awaitable<void> fetch(Entry from, MessageId id, SharedBytes request);
    void request_head(const Entry& peer);
    void tell(MessageId id, const net::NodeId& peer, const Bytes& payload, Loss loss);
    void tell_event(const net::NodeId& peer, std::int32_t event);

    Host& host_;
    Executor strand_;
    Logger log_;
    net::PeerPool& pool_;
    chain::ChainProfile& profile_;
    chain::HeadTracker& heads_;
    net::LocalNode& local_;
    Gauge& ready_;
    Counter& forwarded_;
    Counter& held_back_;
    Subscribers<proto::InboundMessage> messages_;
    Subscribers<proto::PeerEvent> events_;
    ClientChain client_chain_;
    std::mutex peers_mutex_;  // changes happen on the strand, which needs no lock to read
    std::map<net::NodeId, Entry> peers_;
    bool told_status_ = false;
    bool told_forks_ = false;
    TaskScope tasks_;
};

}  // namespace plexus::sentry
