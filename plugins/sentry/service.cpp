#include "service.hpp"

#include <grpcpp/server_posix.h>
#include <boost/asio/post.hpp>
#include <chrono>

#include <proto/sentry.grpc.pb.h>

#include <api/plugin/config_error.hpp>

#include "convert.hpp"
#include "server_limits.hpp"

namespace plexus::sentry {
namespace {

using namespace std::chrono_literals;
using google::protobuf::Empty;

constexpr auto shutdown_limit = 1s;

}  // namespace

/// @spec Erigon, p2psentry/sentry.proto
class Server::Service final : public proto::Sentry::CallbackService {
    using Context = grpc::CallbackServerContext;
    using Reactor = grpc::ServerUnaryReactor;

public:
    Service(Core& core, Executor strand) : core_(core), strand_(std::move(strand)) {}

    Reactor* SetStatus(Context* context, const proto::StatusData* status,
                       proto::SetStatusReply*) override {
        return respond(context, [this, status] { return core_.set_status(*status); });
    }
    Reactor* HandShake(Context* context, const Empty*, proto::HandShakeReply* reply) override {
        return respond(context, [reply] {
            reply->set_protocol(eth68_protocol);
            return grpc::Status::OK;
        });
    }
    Reactor* PenalizePeer(Context* context, const proto::PenalizePeerRequest* request,
                          Empty*) override {
        return respond(context,
                       [this, request] { return core_.penalize(from_proto(request->peer_id())); });
    }

    // What a client knows of a peer's chain. A first block is not used: sessions know it
    // themselves.
    Reactor* PeerMinBlock(Context* context, const proto::PeerBlockRequest* request,
                          Empty*) override {
        return set_latest(context, request, request->number());
    }
    Reactor* SetPeerLatestBlock(Context* context, const proto::PeerBlockRequest* request,
                                Empty*) override {
        return set_latest(context, request, request->number());
    }
    Reactor* SetPeerMinimumBlock(Context* context, const proto::PeerBlockRequest* request,
                                 Empty*) override {
        return set_latest(context, request, 0);
    }
    Reactor* SetPeerBlockRange(Context* context, const proto::PeerBlockRequest* request,
                               Empty*) override {
        return set_latest(context, request, request->latest());
    }

    Reactor* SendMessageByMinBlock(Context* context,
                                   const proto::SendMessageByMinBlockRequest* request,
                                   proto::SentPeers* sent) override {
        return respond(context,
                       [this, request, sent] { return core_.send_by_min_block(*request, *sent); });
    }
    Reactor* SendMessageById(Context* context, const proto::SendMessageByIdRequest* request,
                             proto::SentPeers* sent) override {
        return respond(context,
                       [this, request, sent] { return core_.send_by_id(*request, *sent); });
    }
    Reactor* SendMessageToRandomPeers(Context* context,
                                      const proto::SendMessageToRandomPeersRequest* request,
                                      proto::SentPeers* sent) override {
        return respond(context,
                       [this, request, sent] { return core_.send_to_random(*request, *sent); });
    }
    Reactor* SendMessageToAll(Context* context, const proto::OutboundMessageData* message,
                              proto::SentPeers* sent) override {
        return respond(context,
                       [this, message, sent] { return core_.send_to_all(*message, *sent); });
    }

    grpc::ServerWriteReactor<proto::InboundMessage>* Messages(
        Context* context, const proto::MessagesRequest* request) override {
        return core_.messages(*context, {request->ids().begin(), request->ids().end()});
    }
    grpc::ServerWriteReactor<proto::PeerEvent>* PeerEvents(
        Context* context, const proto::PeerEventsRequest*) override {
        return core_.peer_events(*context);
    }

    Reactor* Peers(Context* context, const Empty*, proto::PeersReply* reply) override {
        return tell(context, [this, reply] { core_.peers(*reply); });
    }
    Reactor* PeerCount(Context* context, const proto::PeerCountRequest*,
                       proto::PeerCountReply* reply) override {
        return tell(context, [this, reply] { core_.peer_count(*reply); });
    }
    Reactor* PeerById(Context* context, const proto::PeerByIdRequest* request,
                      proto::PeerByIdReply* reply) override {
        return tell(context, [this, request, reply] {
            core_.peer_by_id(from_proto(request->peer_id()), *reply);
        });
    }
    Reactor* NodeInfo(Context* context, const Empty*, proto::NodeInfoReply* reply) override {
        return tell(context, [this, reply] { core_.node_info(*reply); });
    }

    Reactor* AddPeer(Context* context, const proto::UrlRequest* request,
                     proto::SuccessReply* reply) override {
        return change(context, reply,
                      [this, request] { return core_.add_peer(request->url(), false); });
    }
    Reactor* RemovePeer(Context* context, const proto::UrlRequest* request,
                        proto::SuccessReply* reply) override {
        return change(context, reply,
                      [this, request] { return core_.remove_peer(request->url(), false); });
    }
    Reactor* AddTrustedPeer(Context* context, const proto::UrlRequest* request,
                            proto::SuccessReply* reply) override {
        return change(context, reply,
                      [this, request] { return core_.add_peer(request->url(), true); });
    }
    Reactor* RemoveTrustedPeer(Context* context, const proto::UrlRequest* request,
                               proto::SuccessReply* reply) override {
        return change(context, reply,
                      [this, request] { return core_.remove_peer(request->url(), true); });
    }

private:
    /// Request and reply live until Finish(), which each call does exactly once.
    template <class Function>
    Reactor* respond(Context* context, Function function) {
        Reactor* const reactor = context->DefaultReactor();
        asio::post(strand_,
                   [reactor, function = std::move(function)] { reactor->Finish(function()); });
        return reactor;
    }
    template <class Function>
    Reactor* tell(Context* context, Function function) {
        return respond(context, [function = std::move(function)] {
            function();
            return grpc::Status::OK;
        });
    }
    template <class Function>
    Reactor* change(Context* context, proto::SuccessReply* reply, Function function) {
        return respond(context, [reply, function = std::move(function)] {
            const grpc::Status status = function();
            reply->set_success(status.ok());
            return status;
        });
    }
    Reactor* set_latest(Context* context, const proto::PeerBlockRequest* request,
                        std::uint64_t number) {
        return tell(context, [this, request, number] {
            core_.set_latest(from_proto(request->peer_id()), number);
        });
    }

    Core& core_;
    Executor strand_;
};

Server::Server(Core& core, Executor strand, const std::string& address)
    : service_(std::make_unique<Service>(core, std::move(strand))) {
    int port = 0;
    grpc::ServerBuilder builder;
    if (!address.empty()) {
        builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
    }
    builder.RegisterService(service_.get());
    limit(builder);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || (!address.empty() && port == 0)) {
        throw ConfigError("cannot listen at " + address +
                          ": it is taken or no address of this machine; change sentry.listen");
    }
}

Server::~Server() { stop(); }

void Server::adopt(int descriptor) { grpc::AddInsecureChannelFromFd(server_.get(), descriptor); }

void Server::stop() {
    if (server_ == nullptr) return;
    server_->Shutdown(std::chrono::system_clock::now() + shutdown_limit);
    server_.reset();
}

}  // namespace plexus::sentry
