#include "large_receipts.hpp"

#include <algorithm>

#include <api/eth/remote.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// A log's byte costs 8 gas, and refunds give back half of a block's gas at the most.
/// @spec Yellow Paper, appendix G
constexpr std::uint64_t gas_of_a_byte = 4;

/// How many peers may lose their sessions over one attempt.
constexpr std::size_t most_at_once = 3;

/// The pause until a peer that failed has its next turn. It doubles from the one to the other.
constexpr Duration first_wait = 1min;
constexpr unsigned most_wait_doublings = 8;

/// Blocks whose failures are remembered: only those next to our head are requested.
constexpr std::size_t most_remembered = 64;
constexpr std::size_t most_failed = 1024;

/// Headers may be made up, so their number must not fill the log.
constexpr Duration between_names = 10min;

bool sends_in_parts(const net::Peer& peer) {
    const auto remote = peer.handle<eth::Remote>();
    return remote != nullptr && remote->version() >= eth::limits::partial_receipts_version;
}

}  // namespace

bool LargeReceipts::may_be_of(const eth::Header& header) noexcept {
    return header.gas_used / gas_of_a_byte > eth::limits::whole_receipts_bytes;
}

eth::Client LargeReceipts::in_parts(const eth::Client& client) {
    return client.among(sends_in_parts);
}

eth::Client LargeReceipts::in_one_message(const eth::Client& client, const Hash256& block,
                                          SteadyTime now) const {
    const auto known = failures_.find(block);
    const ByPeer failed = known == failures_.end() ? ByPeer{} : known->second;
    return client.max_peers(most_at_once).among([failed, now](const net::Peer& peer) {
        const auto one = failed.find(peer.node().id);
        const bool waits = one != failed.end() && now < one->second.not_before;
        return !waits && !sends_in_parts(peer);
    });
}

void LargeReceipts::note(const Hash256& block, const std::vector<eth::Attempt>& attempts,
                         SteadyTime now) {
    if (attempts.empty()) return;
    ByPeer& failed = failures_of(block);
    for (const eth::Attempt& attempt : attempts) {
        if (!attempt.error) continue;
        Failures& failures = failed[attempt.peer->node().id];
        failures.not_before =
            now + first_wait * (1U << std::min(failures.count, most_wait_doublings));
        ++failures.count;
    }
    while (failed.size() > most_failed) failed.erase(failed.begin());
}

LargeReceipts::ByPeer& LargeReceipts::failures_of(const Hash256& block) {
    const auto known = failures_.find(block);
    if (known != failures_.end()) return known->second;
    order_.push_back(block);
    if (order_.size() > most_remembered) {
        failures_.erase(order_.front());
        order_.pop_front();
    }
    return failures_[block];
}

void LargeReceipts::name(const eth::CheckedHeader& block, SteadyTime now, Logger& log) {
    const bool lately = named_at_ && now - *named_at_ < between_names;
    if (lately || named_ == block.hash) return;
    named_ = block.hash;
    named_at_ = now;
    PLEXUS_LOG(log, error) << "no peer can send the receipts of a block: by its gas they may have "
                              "more than 16 MiB, which is all that eth/69 and earlier carry; peers "
                              "of eth/70 can send them, or leave them out with sync.receipts=false"
                           << kv("block", block.header.number) << kv("hash", to_hex(block.hash))
                           << kv("gas_used", block.header.gas_used);
}

}  // namespace plexus::sync
