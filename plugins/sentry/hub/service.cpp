#include "service.hpp"

#include <plugins/sentry/convert.hpp>

namespace plexus::sentry {

grpc::Status HubService::Peers(Context*, const Empty*, proto::PeersReply* reply) {
    for (auto& [id, peer] : hub_.peers()) *reply->add_peers() = peer.info;
    return Status::OK;
}

grpc::Status HubService::PeerCount(Context*, const proto::PeerCountRequest*,
                                   proto::PeerCountReply* reply) {
    reply->set_count(hub_.peers().size());
    auto* const of_version = reply->add_counts_per_protocol();
    of_version->set_protocol(eth68_version);
    of_version->set_count(reply->count());
    return Status::OK;
}

grpc::Status HubService::PeerById(Context*, const proto::PeerByIdRequest* request,
                                  proto::PeerByIdReply* reply) {
    const auto all = hub_.peers();
    const auto known = all.find(from_proto(request->peer_id()));
    if (known != all.end()) *reply->mutable_peer() = known->second.info;
    return Status::OK;
}

}  // namespace plexus::sentry
