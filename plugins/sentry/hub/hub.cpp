#include "hub.hpp"

#include <algorithm>
#include <random>

#include <plugins/sentry/convert.hpp>

#include <kit/crypto/random.hpp>

#include "call.hpp"

namespace plexus::sentry {
namespace {

using google::protobuf::Empty;

const grpc::Status no_sentry{grpc::StatusCode::UNAVAILABLE, "no sentry is connected"};

/// Adds the peers that are not there yet.
void add(proto::SentPeers& sent, const proto::SentPeers& more) {
    for (const proto::H512& peer : more.peers()) {
        const bool there = std::ranges::any_of(sent.peers(), [&](const proto::H512& known) {
            return from_proto(known) == from_proto(peer);
        });
        if (!there) *sent.add_peers() = peer;
    }
}

/// Calls each in turn. One that accepts is enough for the client; if none does, it hears why.
template <class Links, class Call>
grpc::Status call_all(const Links& links, Call call_one) {
    grpc::Status refused = grpc::Status::OK;
    bool accepted = links.empty();
    for (const auto& link : links) {
        const grpc::Status status = call_one(*link);
        if (status.ok()) accepted = true;
        if (!status.ok()) refused = status;
    }
    return accepted ? grpc::Status::OK : refused;
}

}  // namespace

std::vector<Hub::LinkPtr> Hub::ready() const {
    const std::scoped_lock lock(mutex_);
    std::vector<LinkPtr> found;
    for (const LinkPtr& link : links_) {
        if (link->ready()) found.push_back(link);
    }
    return found;
}

std::vector<Hub::LinkPtr> Hub::holders(const net::NodeId& peer) const {
    std::vector<LinkPtr> found = ready();
    std::erase_if(found, [&](const LinkPtr& link) { return !link->has(peer); });
    return found;
}

/// Those that reach a block first; among them each in proportion to its peers, so that requests are
/// spread as if all peers were one sentry's.
std::vector<Hub::LinkPtr> Hub::in_turn(std::uint64_t min_block) const {
    std::vector<LinkPtr> found = ready();
    std::mt19937_64 random(crypto::random_u64());
    std::vector<std::pair<double, LinkPtr>> order;
    for (LinkPtr& link : found) {
        // The smallest of as many random numbers as it has peers.
        std::exponential_distribution<double> first(static_cast<double>(link->size()) + 1e-9);
        const double behind = link->reaches(min_block) ? 0 : 1e18;
        order.emplace_back(behind + first(random), std::move(link));
    }
    std::ranges::sort(order, {}, [](const auto& place) { return place.first; });
    std::ranges::transform(order, found.begin(),
                           [](auto& place) { return std::move(place.second); });
    return found;
}

grpc::Status Hub::set_status(const proto::StatusData& status) {
    {
        const std::scoped_lock lock(mutex_);
        // As each sentry has it: height 0 is told by a client that has no chain of its own.
        if (!status_ || status.max_block_height() != 0) status_ = status;
    }
    return call_all(ready(), [&](Link& link) {
        return call<proto::SetStatusReply>(link,
                                           [&](auto* context, auto* reply) {
                                               return link.stub().SetStatus(context, status, reply);
                                           })
            .status;
    });
}

grpc::Status Hub::send_by_min_block(const proto::SendMessageByMinBlockRequest& request,
                                    proto::SentPeers& sent) {
    proto::InboundMessage response;
    response.set_id(
        static_cast<std::int32_t>(response_to(static_cast<MessageId>(request.data().id()))));
    if (!messages_.has_room(response)) return grpc::Status::OK;  // the client does not read
    const std::uint64_t most = std::max<std::uint64_t>(request.max_peers(), 1);
    proto::SendMessageByMinBlockRequest rest = request;
    for (const LinkPtr& link : in_turn(request.min_block())) {
        const auto there = static_cast<std::uint64_t>(sent.peers_size());
        if (there >= most) break;
        rest.set_max_peers(most - there);
        const auto called = call<proto::SentPeers>(*link, [&](auto* context, auto* reply) {
            return link->stub().SendMessageByMinBlock(context, rest, reply);
        });
        // Another sentry may have one: a request that cannot be sent is refused by all of them.
        if (called.status.error_code() == grpc::StatusCode::UNKNOWN) return called.status;
        add(sent, called.reply);
    }
    return grpc::Status::OK;
}

/// A response goes to all sentries that have the peer, because one of them waits for it; to all, if
/// the peer with the request is gone.
grpc::Status Hub::send_by_id(const proto::SendMessageByIdRequest& request, proto::SentPeers& sent) {
    std::vector<LinkPtr> links = holders(from_proto(request.peer_id()));
    if (is_response(static_cast<MessageId>(request.data().id()))) {
        if (links.empty()) links = ready();
    } else if (links.size() > 1) {
        links.resize(1);
    }
    return call_all(links, [&](Link& link) {
        const auto called = call<proto::SentPeers>(link, [&](auto* context, auto* reply) {
            return link.stub().SendMessageById(context, request, reply);
        });
        add(sent, called.reply);
        return called.status;
    });
}

/// Each sentry sends to its share, as its part of all peers is.
grpc::Status Hub::send_to_random(const proto::SendMessageToRandomPeersRequest& request,
                                 proto::SentPeers& sent) {
    const std::vector<LinkPtr> links = ready();
    std::size_t all = 0;
    for (const LinkPtr& link : links) all += link->size();
    return call_all(links, [&](Link& link) {
        proto::SendMessageToRandomPeersRequest share = request;
        if (request.max_peers() != 0 && request.max_peers() < all) {
            const std::uint64_t part = (request.max_peers() * link.size() + all - 1) / all;
            if (part == 0) return grpc::Status::OK;  // 0 would mean all of them
            share.set_max_peers(part);
        }
        const auto called = call<proto::SentPeers>(link, [&](auto* context, auto* reply) {
            return link.stub().SendMessageToRandomPeers(context, share, reply);
        });
        add(sent, called.reply);
        return called.status;
    });
}

grpc::Status Hub::send_to_all(const proto::OutboundMessageData& message, proto::SentPeers& sent) {
    return call_all(ready(), [&](Link& link) {
        const auto called = call<proto::SentPeers>(link, [&](auto* context, auto* reply) {
            return link.stub().SendMessageToAll(context, message, reply);
        });
        add(sent, called.reply);
        return called.status;
    });
}

grpc::Status Hub::penalize(const proto::PenalizePeerRequest& request) {
    return call_all(holders(from_proto(request.peer_id())), [&](Link& link) {
        return call<Empty>(link,
                           [&](auto* context, auto* reply) {
                               return link.stub().PenalizePeer(context, request, reply);
                           })
            .status;
    });
}

void Hub::set_latest(const proto::PeerBlockRequest& request, std::uint64_t number) {
    const net::NodeId peer = from_proto(request.peer_id());
    for (const LinkPtr& link : holders(peer)) {
        link->set_latest(peer, number);
        proto::PeerBlockRequest latest = request;
        latest.set_number(number);
        (void)call<Empty>(*link, [&](auto* context, auto* reply) {
            return link->stub().SetPeerLatestBlock(context, latest, reply);
        });
    }
}

std::map<net::NodeId, Link::Peer> Hub::peers() const {
    std::map<net::NodeId, Link::Peer> all;
    for (const LinkPtr& link : ready()) all.merge(link->peers());
    return all;
}

grpc::Status Hub::node_info(proto::NodeInfoReply& reply) {
    const std::vector<LinkPtr> links = ready();
    if (links.empty()) return no_sentry;
    const auto called = call<proto::NodeInfoReply>(*links.front(), [&](auto* context, auto* found) {
        return links.front()->stub().NodeInfo(context, Empty(), found);
    });
    reply = called.reply;
    return called.status;
}

grpc::Status Hub::add_peer(const proto::UrlRequest& request, bool trusted,
                           proto::SuccessReply& reply) {
    const std::vector<LinkPtr> links = ready();
    if (links.empty()) return no_sentry;
    Link& link = **std::ranges::min_element(links, {}, &Link::size);
    const auto called = call<proto::SuccessReply>(link, [&](auto* context, auto* found) {
        return trusted ? link.stub().AddTrustedPeer(context, request, found)
                       : link.stub().AddPeer(context, request, found);
    });
    reply = called.reply;
    return called.status;
}

grpc::Status Hub::remove_peer(const proto::UrlRequest& request, bool trusted,
                              proto::SuccessReply& reply) {
    return call_all(ready(), [&](Link& link) {
        const auto called = call<proto::SuccessReply>(link, [&](auto* context, auto* found) {
            return trusted ? link.stub().RemoveTrustedPeer(context, request, found)
                           : link.stub().RemovePeer(context, request, found);
        });
        if (called.status.ok()) reply = called.reply;
        return called.status;
    });
}

grpc::ServerWriteReactor<proto::InboundMessage>* Hub::messages(grpc::CallbackServerContext& call,
                                                               std::set<std::int32_t> ids) {
    return messages_.add(call, [ids = std::move(ids)](const proto::InboundMessage& message) {
        return ids.contains(message.id());
    });
}

grpc::ServerWriteReactor<proto::PeerEvent>* Hub::peer_events(grpc::CallbackServerContext& call) {
    const std::scoped_lock lock(peers_mutex_);  // so that no event is missed or comes twice
    std::vector<std::shared_ptr<const proto::PeerEvent>> present;
    for (const auto& [id, peer] : peers()) {
        const auto event = std::make_shared<proto::PeerEvent>();
        *event->mutable_peer_id() = to_proto(id);
        present.push_back(event);
    }
    return events_.add(
        call, [](const proto::PeerEvent&) { return true; }, std::move(present));
}

}  // namespace plexus::sentry
