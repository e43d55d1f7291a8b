#include "collector.hpp"

#include <algorithm>
#include <sstream>

#include <api/core/printable.hpp>
#include <kit/crypto/random.hpp>

namespace plexus::stream {
namespace {

/// What a record takes beside its columns.
constexpr std::size_t record_overhead = sizeof(Record);

std::array<std::uint64_t, 4> random_key() {
    std::array<std::uint64_t, 4> key{};
    for (std::uint64_t& word : key) word = crypto::random_u64();
    return key;
}

std::size_t bytes_of_record(const Record& record) {
    std::size_t bytes = record_overhead + record.hashes.size() + record.types.size() +
                        record.first.size() + record.voters.size() + record.links.size() +
                        record.reason.size();
    bytes += (record.numbers.size() + record.sizes.size()) * sizeof(std::uint64_t);
    for (const Bytes& body : record.bodies) bytes += body.size() + sizeof body;
    return bytes;
}

/// The place of a peer in the batch, plus one; it is added if it is new there.
std::uint32_t reference(Batch& batch, const PeerFactsPtr& facts) {
    const auto known = std::ranges::find(batch.peers, facts);
    const auto place = known - batch.peers.begin();
    if (known == batch.peers.end()) {
        batch.peers.push_back(facts);
        batch.bytes += facts->client.size() + facts->endpoint.size() + sizeof *facts;
    }
    return static_cast<std::uint32_t>(place) + 1;
}

}  // namespace

PeerFacts facts_of(const net::Peer& peer) {
    PeerFacts facts;
    facts.key = peer.node().id;
    facts.client = printable(peer.client(), longest_client);
    std::ostringstream endpoint;
    endpoint << peer.node().endpoint().tcp();
    facts.endpoint = endpoint.str();
    facts.direction = peer.direction();
    for (const net::CapabilityInfo& capability : peer.shared()) {
        if (capability.name == "eth") facts.eth = capability.version;
    }
    return facts;
}

Collector::Collector(IdentityPtr identity, Bodies bodies, Deliver deliver)
    : identity_(std::move(identity)),
      bodies_(bodies),
      deliver_(std::move(deliver)),
      seen_(random_key()) {}

void Collector::add(Kind kind, const net::Peer& peer, Record record, const Body& body) {
    const std::scoped_lock lock(mutex_);
    const bool fetched = record.fetched;
    mark_first(kind, record);
    if (body) add_bodies(record, body);
    const std::size_t bytes = bytes_of_record(record);
    Open& open = open_[index_of(kind)];
    if (bytes >= batch_bytes) close(open);
    Batch& batch = begun(kind, open);
    record.peer = reference(batch, facts_of(peer));
    batch.bytes += bytes;
    batch.sightings += sightings_of(record);
    batch.records.push_back(std::move(record));
    // New blocks are few and urgent; those that are fetched to catch up are neither.
    const bool urgent = (kind == Kind::block || kind == Kind::block_hash) && !fetched;
    if (urgent || batch.bytes >= batch_bytes || batch.records.size() >= batch_records) close(open);
}

void Collector::forget(const net::NodeId& peer) {
    const std::scoped_lock lock(mutex_);
    facts_.erase(peer);
}

void Collector::flush() {
    const std::scoped_lock lock(mutex_);
    for (Open& open : open_) close(open);
}

PeerFactsPtr Collector::facts_of(const net::Peer& peer) {
    const auto known = facts_.find(peer.node().id);
    if (known != facts_.end()) return known->second;
    auto facts = std::make_shared<const PeerFacts>(stream::facts_of(peer));
    if (facts_.size() < remembered_peers) facts_.emplace(facts->key, facts);
    return facts;
}

void Collector::mark_first(Kind kind, Record& record) {
    const std::size_t count = record.hashes.size() / Hash256::size_bytes;
    record.first.assign((count + 7) / 8, 0);
    for (std::size_t i = 0; i < count; ++i) {
        const BytesView hash =
            BytesView(record.hashes).subspan(i * Hash256::size_bytes, Hash256::size_bytes);
        if (!seen_.add(kind, hash)) continue;
        record.first[i / 8] = static_cast<std::uint8_t>(record.first[i / 8] | 1U << i % 8);
    }
}

void Collector::add_bodies(Record& record, const Body& body) const {
    if (bodies_ == Bodies::none) return;
    for (std::size_t i = 0; i < sightings_of(record); ++i) {
        if (bodies_ == Bodies::all || is_first(record, i)) record.bodies.push_back(body(i));
    }
}

/// The open batch of a kind; there is one from then on.
Batch& Collector::begun(Kind kind, Open& open) {
    if (!open.batch) {
        open.batch = std::make_shared<Batch>();
        open.batch->identity = identity_;
        open.batch->kind = kind;
        open.batch->sequence = open.last_sequence + 1;
    }
    return *open.batch;
}

void Collector::close(Open& open) {
    if (!open.batch) return;
    open.last_sequence = open.batch->sequence;
    deliver_(std::exchange(open.batch, nullptr));
}

}  // namespace plexus::stream
