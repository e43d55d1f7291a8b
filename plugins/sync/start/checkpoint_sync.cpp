#include "checkpoint_sync.hpp"

#include <algorithm>
#include <utility>

#include <api/async/clock.hpp>
#include <api/plugin/config_error.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// For one header, of peers that get the request side by side: most of them within that time.
constexpr auto request_limit = 15s;
constexpr std::size_t most_peers = 64;

/// How long to wait before all peers get the request again.
constexpr auto between_attempts = 1s;

/// The pause after the store could not begin. It doubles from the one to the other.
constexpr Duration first_pause = 1s;
constexpr Duration longest_pause = 5min;

/// If for so long nobody has had the hash, and somebody another block of that number, the value is
/// taken to be wrong. The first peers to come may be on another chain, or lie.
constexpr auto refuted_after = 30s;

chain::HeaderQuery one_header() {
    chain::HeaderQuery query;
    query.amount = 1;
    return query;
}

chain::StoredBlock header_alone(const eth::CheckedHeader& header) {
    chain::StoredBlock block;
    block.number = header.header.number;
    block.hash = header.hash;
    block.parent = header.header.parent;
    block.header = header.raw;
    return block;
}

}  // namespace

CheckpointSync::CheckpointSync(const Services& services, const Checkpoint& checkpoint,
                               Refuted refuted, Logger& log)
    : services_(services),
      checkpoint_(checkpoint),
      refuted_(refuted),
      log_(log),
      clock_(Clock::of(services.host.strand())),
      client_(eth::Client(services.pool, services.host.runtime())
                  .within(request_limit)
                  .max_peers(most_peers)),
      tasks_(services.host.strand()) {}

awaitable<bool> CheckpointSync::is_due() {
    chain::ChainReader& reader = *services_.reader;
    const std::uint64_t head = reader.head().number;
    if (head < checkpoint_.number) co_return head == 0;
    const Result<Hash256> stored = co_await reader.canonical_hash(checkpoint_.number);
    if (stored && *stored != checkpoint_.hash) {
        throw ConfigError("sync.checkpoint: the store has block " +
                          std::to_string(checkpoint_.number) + " with the hash 0x" +
                          to_hex(*stored) + ": correct the value, or take another data folder");
    }
    co_return false;
}

awaitable<Result<void>> CheckpointSync::run() {
    PLEXUS_LOG(log_, info) << "looking for the checkpoint among the peers"
                           << kv("checkpoint", to_string(checkpoint_));
    tasks_.spawn("sync checkpoint", look());
    co_await tasks_.join();  // joined even if this is cancelled: the tasks refer to this
    co_return outcome_;
}

awaitable<void> CheckpointSync::look() {
    while (true) {
        const auto is_new = [tried = requested_](const net::Peer& peer) {
            return !tried.contains(peer.node().id);
        };
        chain::HeaderQuery query = one_header();
        query.hash = checkpoint_.hash;
        const eth::Client others = client_.among(is_new);
        const eth::Response<eth::Headers> response = co_await others.headers(query);
        if (response) {
            outcome_ = co_await begin(response->front());
            break;
        }
        compare_all(response);
        if (is_refuted()) {
            outcome_ =
                refuse("no peer has it, and some have 0x" + to_hex(*other_) + " at that number");
            break;
        }
        if (!response.attempts().empty()) continue;
        requested_.clear();
        co_await sleep_for(between_attempts);
    }
    tasks_.cancel();
}

awaitable<Result<void>> CheckpointSync::begin(eth::CheckedHeader header) {
    if (header.header.number != checkpoint_.number) {
        co_return refuse("the block with that hash is number " +
                         std::to_string(header.header.number));
    }
    Duration pause = first_pause;
    while (true) {
        // Its total difficulty is not known: no peer tells it, but that of its own head.
        auto change = services_.writer->begin_at(header_alone(header), Uint256{});
        const Result<chain::Head> head = co_await std::move(change);
        if (head) break;
        if (head.error() != Errc::storage_failed) co_return head.error();
        co_await sleep_for(pause);
        pause = std::min(2 * pause, longest_pause);
    }
    PLEXUS_LOG(log_, info) << "the chain begins at the checkpoint"
                           << kv("checkpoint", to_string(checkpoint_));
    co_return Result<void>{};
}

/// Requests from those that lack the hash what they have at that number instead; nobody waits for
/// that.
void CheckpointSync::compare_all(const eth::Response<eth::Headers>& response) {
    for (const eth::Attempt& attempt : response.attempts()) {
        requested_.insert(attempt.peer->node().id);
        if (other_ || attempt.error != Errc::not_found) continue;
        if (!comparing_.insert(attempt.peer->node().id).second) continue;
        tasks_.spawn("sync checkpoint of a peer", compare(attempt.peer));
    }
}

awaitable<void> CheckpointSync::compare(net::PeerPtr peer) {
    chain::HeaderQuery query = one_header();
    query.number = checkpoint_.number;
    const eth::Client one = client_.only(peer);
    const eth::Response<eth::Headers> other = co_await one.headers(query);
    comparing_.erase(peer->node().id);
    if (!other || other_ || other->front().hash == checkpoint_.hash) co_return;
    other_since_ = clock_.now();
    other_ = other->front().hash;
}

/// Whether the value is taken to be wrong. If that does not end it, it is said once.
bool CheckpointSync::is_refuted() {
    if (!other_ || clock_.now() - other_since_ < refuted_after) return false;
    if (refuted_ == Refuted::ends_it) return true;
    if (!std::exchange(said_, true)) {
        PLEXUS_LOG(log_, warn) << "no peer has the checkpoint, and some have another block of that "
                                  "number: waiting for other peers; correct sync.checkpoint if it "
                                  "is wrong"
                               << kv("checkpoint", to_string(checkpoint_))
                               << kv("theirs", "0x" + to_hex(*other_));
    }
    return false;
}

ErrorCode CheckpointSync::refuse(const std::string& why) {
    PLEXUS_LOG(log_, error) << "sync.checkpoint is wrong, correct the value"
                            << kv("checkpoint", to_string(checkpoint_)) << kv("why", why);
    return make_error_code(Errc::invalid_data);
}

}  // namespace plexus::sync
