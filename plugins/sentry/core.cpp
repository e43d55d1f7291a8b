#include "core.hpp"

#include <algorithm>
#include <random>

#include <kit/chain/fork_id.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/crypto/random.hpp>
#include <kit/enr/record.hpp>
#include <kit/eth/messages/request.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/types/limits.hpp>

#include "convert.hpp"

namespace plexus::sentry {
namespace {

/// Requests of the client that wait for one peer at once; another peer gets the next one.
constexpr std::size_t most_in_flight = 4;
/// Forks of a client's chain; no chain has a quarter of it.
constexpr int most_forks = 256;

/// What Erigon's own server returns in such cases: code Unknown and a sentence.
grpc::Status unknown(const std::string& sentence) { return {grpc::StatusCode::UNKNOWN, sentence}; }

grpc::Status not_implemented(const char* call, const proto::OutboundMessageData& message) {
    return unknown(std::string(call) + " not implemented for message Id: " + name_of(message.id()));
}

/// Hashes of one request to a peer. A client that requests more gets the first of them, as from a
/// peer that has no more, and requests the rest.
std::size_t most_hashes(MessageId request) {
    if (request == MessageId::get_block_bodies) return eth::limits::request_bodies;
    if (request == MessageId::get_receipts) return eth::limits::request_receipts;
    return eth::limits::request_pooled_transactions;
}

bool is_one_of(std::int32_t id, std::initializer_list<MessageId> ids) {
    return std::ranges::find(ids, static_cast<MessageId>(id)) != ids.end();
}

SharedBytes bytes_of_message(const proto::OutboundMessageData& message) {
    const BytesView bytes = bytes_of(message.data());
    return SharedBytes(Bytes(bytes.begin(), bytes.end()));
}

std::string fork_text(const chain::ForkId& id) {
    return to_hex(id.hash) + "/" + std::to_string(id.next);
}

bool contains(const std::vector<net::Node>& nodes, const net::NodeId& id) {
    return std::ranges::find(nodes, id, &net::Node::id) != nodes.end();
}

}  // namespace

Core::Core(Host& host, std::size_t queue_bytes)
    : host_(host),
      strand_(host.strand()),
      log_(host.logger()),
      pool_(host.get<net::PeerPool>()),
      profile_(host.get<chain::ChainProfile>()),
      heads_(host.get<chain::HeadTracker>()),
      local_(host.get<net::LocalNode>()),
      ready_(host.metrics().gauge(
          {"plexus_sentry_ready", "Whether a client has told the status of its chain"})),
      forwarded_(host.metrics().counter(
          {"plexus_sentry_requests_total", "Requests of the client that were sent to a peer"})),
      held_back_(host.metrics().counter(
          {"plexus_sentry_held_back_requests_total",
           "Requests of the client that were sent to nobody, because it does not read responses"})),
      messages_(queue_bytes,
                host.metrics().counter({"plexus_sentry_dropped_messages_total",
                                        "Gossip that a client was too slow for"}),
                host.metrics().gauge(
                    {"plexus_sentry_streams", "Streams of messages that clients listen to"})),
      events_(queue_bytes,
              host.metrics().counter({"plexus_sentry_dropped_events_total",
                                      "Peer events that a client was too slow for"}),
              host.metrics().gauge(
                  {"plexus_sentry_event_streams", "Streams of peer events with a client"})),
      client_chain_(strand_, [this](MessageId id,
                                    const Bytes& payload) { return send_to_client(id, payload); }),
      tasks_(strand_) {}

grpc::Status Core::set_status(const proto::StatusData& status) {
    if (status.network_id() != profile_.network_id()) {
        return {grpc::StatusCode::FAILED_PRECONDITION,
                "the client is on network " + std::to_string(status.network_id()) +
                    ", this node on " + std::to_string(profile_.network_id())};
    }
    if (!status.has_fork_data()) return unknown("fork_data is missing");
    const Hash256 genesis = from_proto(status.fork_data().genesis());
    if (genesis != profile_.genesis().hash) {
        return {grpc::StatusCode::FAILED_PRECONDITION, "the client's genesis block is " +
                                                           to_hex(genesis) + ", this node's " +
                                                           to_hex(profile_.genesis().hash)};
    }
    // A client without a chain of its own, such as a separate transaction pool, tells height 0.
    if (told_status_ && status.max_block_height() == 0) return grpc::Status::OK;
    chain::Head head;
    head.number = status.max_block_height();
    head.time = status.max_block_time();
    head.hash = from_proto(status.best_hash());
    head.total_difficulty =
        Uint256::from_big_endian(from_proto(status.total_difficulty())).value_or(Uint256{});
    client_chain_.set_head(head, status.minimum_block_height());
    heads_.set_local_head(head, status.minimum_block_height());
    compare_forks(status, head);
    if (!told_status_) {
        PLEXUS_LOG(log_, info) << "a client has told its status" << kv("head", head.number)
                               << kv("fork_id", fork_text(profile_.fork_id(head)));
    }
    told_status_ = true;
    ready_.set(1);
    return grpc::Status::OK;
}

/// Peers are told the fork id of this node's profile. A client that knows other forks is told
/// apart by it once, because neither it nor its peers say so.
void Core::compare_forks(const proto::StatusData& status, const chain::Head& head) {
    const proto::Forks& forks = status.fork_data();
    if (told_forks_ || forks.height_forks_size() + forks.time_forks_size() > most_forks) return;
    const chain::ForkIds theirs(
        {.genesis_hash = profile_.genesis().hash,
         .genesis_time = profile_.genesis().time,
         .blocks = {forks.height_forks().begin(), forks.height_forks().end()},
         .times = {forks.time_forks().begin(), forks.time_forks().end()}});
    const chain::ForkId of_client = theirs.at(head.number, head.time);
    const chain::ForkId ours = profile_.fork_id(head);
    if (of_client == ours) return;
    told_forks_ = true;
    PLEXUS_LOG(log_, warn) << "the client knows other forks than this node, which tells its own"
                           << kv("client", fork_text(of_client)) << kv("node", fork_text(ours));
}

/// A request to the client, in the name of a peer: newer clients look for the peer before they
/// respond.
bool Core::send_to_client(MessageId id, const Bytes& payload) {
    const auto message = std::make_shared<proto::InboundMessage>();
    message->set_id(static_cast<std::int32_t>(id));
    message->set_data(payload.data(), payload.size());
    const net::NodeId peer = peers_.empty() ? local_.id() : peers_.begin()->first;
    *message->mutable_peer_id() = to_proto(peer);
    return messages_.push(message, Loss::allowed) > 0;
}

/// Whether a response would be read. A client that reads none is sent none: they are never dropped.
bool Core::takes_response_to(MessageId request) const {
    proto::InboundMessage response;
    response.set_id(static_cast<std::int32_t>(response_to(request)));
    return messages_.has_room(response);
}

grpc::Status Core::send_by_min_block(const proto::SendMessageByMinBlockRequest& request,
                                     proto::SentPeers& sent) {
    const proto::OutboundMessageData& message = request.data();
    if (!is_one_of(message.id(), {MessageId::get_block_headers, MessageId::get_block_bodies,
                                  MessageId::get_pooled_transactions})) {
        return not_implemented("sendMessageByMinBlock", message);
    }
    const std::uint64_t most = std::max<std::uint64_t>(request.max_peers(), 1);
    for (const Entry& entry : by_height(request.min_block())) {
        if (static_cast<std::uint64_t>(sent.peers_size()) >= most) break;
        if (entry.remote->in_flight() >= most_in_flight) continue;
        const grpc::Status status = forward(entry, message, sent);
        if (!status.ok()) return status;
    }
    return grpc::Status::OK;
}

grpc::Status Core::send_by_id(const proto::SendMessageByIdRequest& request,
                              proto::SentPeers& sent) {
    const proto::OutboundMessageData& message = request.data();
    const auto id = static_cast<MessageId>(message.id());
    if (is_response(id)) {
        if (client_chain_.take_response(id, bytes_of_message(message))) {
            *sent.add_peers() = request.peer_id();
        }
        return grpc::Status::OK;
    }
    const auto known = peers_.find(from_proto(request.peer_id()));
    if (known == peers_.end()) return grpc::Status::OK;  // as Erigon: sent to no peer, and no error
    if (!is_request(id)) return gossip({known->second}, message, sent);
    return forward(known->second, message, sent);
}

grpc::Status Core::send_to_random(const proto::SendMessageToRandomPeersRequest& request,
                                  proto::SentPeers& sent) {
    std::vector<Entry> chosen = by_height(0);
    std::ranges::shuffle(chosen, std::mt19937_64(crypto::random_u64()));
    if (request.max_peers() != 0 && request.max_peers() < chosen.size()) {
        chosen.resize(request.max_peers());
    }
    if (!is_one_of(request.data().id(), {MessageId::new_block_hashes, MessageId::new_block,
                                         MessageId::transactions, MessageId::announcement_v2})) {
        return not_implemented("sendMessageToRandomPeers", request.data());
    }
    return gossip(std::move(chosen), request.data(), sent);
}

grpc::Status Core::send_to_all(const proto::OutboundMessageData& message, proto::SentPeers& sent) {
    if (!is_one_of(message.id(), {MessageId::new_block_hashes, MessageId::new_block,
                                  MessageId::announcement_v2})) {
        return not_implemented("sendMessageToAll", message);
    }
    return gossip(by_height(0), message, sent);
}

grpc::Status Core::penalize(const net::NodeId& peer) {
    const bool kept = contains(pool_.static_nodes(), peer) || contains(pool_.trusted_nodes(), peer);
    if (!kept) (void)pool_.disconnect(peer, net::Reason::requested);  // gone is good too
    return grpc::Status::OK;
}

void Core::peers(proto::PeersReply& reply) const {
    for (const auto& [id, entry] : peers_) *reply.add_peers() = *entry.info;
}

void Core::peer_count(proto::PeerCountReply& reply) const {
    reply.set_count(peers_.size());
    auto* const of_version = reply.add_counts_per_protocol();
    of_version->set_protocol(eth68_version);
    of_version->set_count(peers_.size());
}

void Core::peer_by_id(const net::NodeId& id, proto::PeerByIdReply& reply) const {
    const auto known = peers_.find(id);
    if (known != peers_.end()) *reply.mutable_peer() = *known->second.info;
}

void Core::node_info(proto::NodeInfoReply& reply) const {
    const net::Node node = local_.node();
    reply.set_id(to_hex(crypto::keccak256(local_.id())));
    reply.set_name("plexus");
    reply.set_enode(node.enode());
    reply.mutable_ports()->set_listener(node.endpoint().tcp_port);
    reply.mutable_ports()->set_discovery(node.endpoint().udp_port);
    reply.set_listener_addr("[::]:" + std::to_string(node.endpoint().tcp_port));
    reply.set_protocols(R"({"eth":null})");
}

grpc::Status Core::add_peer(const std::string& url, bool trusted) {
    const Result<net::Node> node = enr::parse_node(url);
    if (!node) return unknown("no enode:// or enr: URL: " + node.error().message());
    const Result<void> added = trusted ? pool_.trust(*node) : pool_.add_static(*node);
    if (!added && added.error() != Errc::already_exists) return unknown(added.error().message());
    return grpc::Status::OK;
}

grpc::Status Core::remove_peer(const std::string& url, bool trusted) {
    const Result<net::Node> node = enr::parse_node(url);
    if (!node) return unknown("no enode:// or enr: URL: " + node.error().message());
    const Result<void> removed = trusted ? pool_.untrust(node->id) : pool_.remove_static(node->id);
    return removed ? grpc::Status::OK : unknown(removed.error().message());
}

grpc::ServerWriteReactor<proto::InboundMessage>* Core::messages(grpc::CallbackServerContext& call,
                                                                std::set<std::int32_t> ids) {
    return messages_.add(call, [ids = std::move(ids)](const proto::InboundMessage& message) {
        return ids.contains(message.id());
    });
}

grpc::ServerWriteReactor<proto::PeerEvent>* Core::peer_events(grpc::CallbackServerContext& call) {
    const std::scoped_lock lock(peers_mutex_);  // so that no event is missed or comes twice
    std::vector<std::shared_ptr<const proto::PeerEvent>> present;
    for (const auto& [id, entry] : peers_) {
        const auto event = std::make_shared<proto::PeerEvent>();
        *event->mutable_peer_id() = to_proto(id);
        present.push_back(event);
    }
    return events_.add(
        call, [](const proto::PeerEvent&) { return true; }, std::move(present));
}

void Core::joined(const net::PeerPtr& peer, std::shared_ptr<eth::Remote> remote) {
    const net::NodeId id = peer->node().id;
    if (!peer->connected()) return;  // it left while its session began
    const Entry entry{peer, std::move(remote), describe(*peer)};
    {
        const std::scoped_lock lock(peers_mutex_);
        peers_.insert_or_assign(id, entry);
        tell_event(id, 0);
    }
    request_head(entry);
}

std::shared_ptr<const proto::PeerInfo> Core::describe(const net::Peer& peer) const {
    proto::PeerInfo info = info_of(peer);
    info.set_conn_is_static(contains(pool_.static_nodes(), peer.node().id));
    info.set_conn_is_trusted(contains(pool_.trusted_nodes(), peer.node().id));
    return std::make_shared<const proto::PeerInfo>(std::move(info));
}

void Core::set_latest(const net::NodeId& peer, std::uint64_t number) {
    const auto known = peers_.find(peer);
    if (known == peers_.end()) return;
    known->second.told_latest = std::max(known->second.told_latest, number);
}

void Core::left(const net::NodeId& peer) {
    const std::scoped_lock lock(peers_mutex_);
    if (peers_.erase(peer) > 0) tell_event(peer, 1);
}

void Core::close() {
    ready_.set(0);
    messages_.close();
    events_.close();
}

/// Peers that have the block first, and among them those with the fewest requests under way; then
/// the others, the highest first.
std::vector<Core::Entry> Core::by_height(std::uint64_t min_block) const {
    std::vector<Entry> all;
    for (const auto& [id, entry] : peers_) all.push_back(entry);
    std::ranges::stable_sort(all, {}, [min_block](const Entry& entry) {
        const std::uint64_t latest = entry.latest();
        const bool has_block = latest >= min_block;
        return std::tuple(!has_block, has_block ? 0 : ~latest, entry.remote->in_flight());
    });
    return all;
}

/// Sends a request of the client to a peer; the response comes as a message with the same id.
grpc::Status Core::forward(const Entry& to, const proto::OutboundMessageData& message,
                           proto::SentPeers& sent) {
    const auto id = static_cast<MessageId>(message.id());
    if (!is_request(id)) return not_implemented("sendMessageById", message);
    if (!takes_response_to(id)) {
        held_back_.add();
        return grpc::Status::OK;
    }
    forwarded_.add();
    *sent.add_peers() = to_proto(to.peer->node().id);
    tasks_.spawn("sentry request", fetch(to, id, bytes_of_message(message)));
    return grpc::Status::OK;
}

/// What does not come in time is not told: clients have limits of their own.
awaitable<void> Core::fetch(Entry from, MessageId id, SharedBytes request) {
    const net::NodeId peer = from.peer->node().id;
    if (id == MessageId::get_block_headers) {
        auto query = eth::decode_get_block_headers(request);
        if (!query) co_return;
        query->content.amount =
            std::min<std::uint64_t>(query->content.amount, eth::limits::response_items);
        chain::HeaderQuery wanted = query->content;
        const auto headers = co_await from.remote->headers(wanted);
        if (!headers) co_return;
        tell(MessageId::block_headers, peer, eth::encode_response(query->id, *headers),
             Loss::forbidden);
        co_return;
    }
    auto hashes = eth::decode_get_by_hash(request);
    if (!hashes) co_return;
    std::vector<Hash256> wanted = std::move(hashes->content);
    if (wanted.size() > most_hashes(id)) wanted.resize(most_hashes(id));
    if (id == MessageId::get_pooled_transactions) {
        const auto found = co_await from.remote->pooled_transactions(std::move(wanted));
        if (!found) co_return;
        tell(MessageId::pooled_transactions, peer,
             eth::encode_pooled_transactions(hashes->id, *found), Loss::forbidden);
    } else if (id == MessageId::get_block_bodies) {
        const auto bodies = co_await from.remote->bodies(std::move(wanted));
        if (!bodies) co_return;
        tell(MessageId::block_bodies, peer, eth::encode_response(hashes->id, *bodies),
             Loss::forbidden);
    } else {
        const auto receipts = co_await from.remote->receipts(std::move(wanted));
        if (!receipts) co_return;
        tell(MessageId::receipts, peer, eth::encode_response(hashes->id, *receipts),
             Loss::forbidden);
    }
}

/// Up to eth/68 a peer tells the hash of its head alone: clients learn its height from the header.
void Core::request_head(const Entry& peer) {
    if (peer.remote->version() > eth68_version) return;
    chain::HeaderQuery query;
    query.hash = peer.remote->status().head;
    query.amount = 1;
    SharedBytes request(eth::encode_get_block_headers(crypto::random_u64(), query));
    tasks_.spawn("sentry head", fetch(peer, MessageId::get_block_headers, std::move(request)));
}

void Core::tell(MessageId id, const net::NodeId& peer, const Bytes& payload, Loss loss) {
    const auto message = std::make_shared<proto::InboundMessage>();
    message->set_id(static_cast<std::int32_t>(id));
    message->set_data(payload.data(), payload.size());
    *message->mutable_peer_id() = to_proto(peer);
    messages_.push(message, loss);
}

void Core::tell_event(const net::NodeId& peer, std::int32_t event) {
    const auto message = std::make_shared<proto::PeerEvent>();
    *message->mutable_peer_id() = to_proto(peer);
    message->set_event_id(event);
    events_.push(message, Loss::forbidden);
}

}  // namespace plexus::sentry
