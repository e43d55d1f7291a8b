#pragma once

#include <proto/sentry.grpc.pb.h>

#include "hub.hpp"

namespace plexus::sentry {

/// The hub as the client sees it: streams are driven by the library, calls wait for the sentries on
/// threads of its own.
class HubService final : public proto::Sentry::WithCallbackMethod_Messages<
                             proto::Sentry::WithCallbackMethod_PeerEvents<proto::Sentry::Service>> {
    using Context = grpc::ServerContext;
    using Empty = google::protobuf::Empty;
    using Status = grpc::Status;

public:
    explicit HubService(Hub& hub) : hub_(hub) {}

    Status SetStatus(Context*, const proto::StatusData* status, proto::SetStatusReply*) override {
        return hub_.set_status(*status);
    }
    Status HandShake(Context*, const Empty*, proto::HandShakeReply* reply) override {
        reply->set_protocol(eth68_protocol);
        return Status::OK;
    }
    Status PenalizePeer(Context*, const proto::PenalizePeerRequest* request, Empty*) override {
        return hub_.penalize(*request);
    }
    Status PeerMinBlock(Context*, const proto::PeerBlockRequest* request, Empty*) override {
        return set_latest(*request, request->number());
    }
    Status SetPeerLatestBlock(Context*, const proto::PeerBlockRequest* request, Empty*) override {
        return set_latest(*request, request->number());
    }
    Status SetPeerMinimumBlock(Context*, const proto::PeerBlockRequest*, Empty*) override {
        return Status::OK;
    }
    Status SetPeerBlockRange(Context*, const proto::PeerBlockRequest* request, Empty*) override {
        return set_latest(*request, request->latest());
    }
    Status SendMessageByMinBlock(Context*, const proto::SendMessageByMinBlockRequest* request,
                                 proto::SentPeers* sent) override {
        return hub_.send_by_min_block(*request, *sent);
    }
    Status SendMessageById(Context*, const proto::SendMessageByIdRequest* request,
                           proto::SentPeers* sent) override {
        return hub_.send_by_id(*request, *sent);
    }
    Status SendMessageToRandomPeers(Context*, const proto::SendMessageToRandomPeersRequest* request,
                                    proto::SentPeers* sent) override {
        return hub_.send_to_random(*request, *sent);
    }
    Status SendMessageToAll(Context*, const proto::OutboundMessageData* message,
                            proto::SentPeers* sent) override {
        return hub_.send_to_all(*message, *sent);
    }
    grpc::ServerWriteReactor<proto::InboundMessage>* Messages(
        grpc::CallbackServerContext* context, const proto::MessagesRequest* request) override {
        return hub_.messages(*context, {request->ids().begin(), request->ids().end()});
    }
    grpc::ServerWriteReactor<proto::PeerEvent>* PeerEvents(
        grpc::CallbackServerContext* context, const proto::PeerEventsRequest*) override {
        return hub_.peer_events(*context);
    }
    Status Peers(Context*, const Empty*, proto::PeersReply* reply) override;
    Status PeerCount(Context*, const proto::PeerCountRequest*,
                     proto::PeerCountReply* reply) override;
    Status PeerById(Context*, const proto::PeerByIdRequest* request,
                    proto::PeerByIdReply* reply) override;
    Status NodeInfo(Context*, const Empty*, proto::NodeInfoReply* reply) override {
        return hub_.node_info(*reply);
    }
    Status AddPeer(Context*, const proto::UrlRequest* request,
                   proto::SuccessReply* reply) override {
        return hub_.add_peer(*request, false, *reply);
    }
    Status RemovePeer(Context*, const proto::UrlRequest* request,
                      proto::SuccessReply* reply) override {
        return hub_.remove_peer(*request, false, *reply);
    }
    Status AddTrustedPeer(Context*, const proto::UrlRequest* request,
                          proto::SuccessReply* reply) override {
        return hub_.add_peer(*request, true, *reply);
    }
    Status RemoveTrustedPeer(Context*, const proto::UrlRequest* request,
                             proto::SuccessReply* reply) override {
        return hub_.remove_peer(*request, true, *reply);
    }

private:
    Status set_latest(const proto::PeerBlockRequest& request, std::uint64_t number) {
        hub_.set_latest(request, number);
        return Status::OK;
    }

    Hub& hub_;
};

}  // namespace plexus::sentry
