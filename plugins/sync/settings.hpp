#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <api/async/clock.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/chain_writer.hpp>
#include <api/chain/header_rules.hpp>
#include <api/eth/body_rules.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/host.hpp>
#include <kit/eth/types/kept_body.hpp>

#include <plugins/sync/start/checkpoint.hpp>

namespace plexus::sync {

enum class Receipts : std::uint8_t { wanted, unwanted };

struct Settings {
    std::uint64_t from = 0;  ///< 0: continue behind the stored head
    std::uint64_t to = 0;    ///< 0: the best peer's head
    std::uint64_t batch = 0;
    std::size_t window = 0;        ///< batches in work at once, at most
    std::uint64_t max_reorg = 0;   ///< blocks that another branch may replace
    std::size_t memory_bytes = 0;  ///< of blocks that are not yet stored
    std::optional<Checkpoint> checkpoint{};
    Receipts receipts = Receipts::wanted;
    std::chrono::milliseconds timeout{0};
    std::size_t head_quorum = 0;  ///< peers that must have shown their heads at the end
};

/// The services that sync needs.
struct Services {
    Host& host;
    net::PeerPool& pool;
    chain::ChainReader* reader = nullptr;
    chain::ChainWriter* writer = nullptr;        ///< none: blocks go to the handlers only
    const chain::HeaderRules* rules = nullptr;   ///< none: links and roots alone are checked
    const eth::BodyRules* body_rules = nullptr;  ///< none: the chain appends nothing to bodies

    /// To be awaited before headers are checked.
    awaitable<void> prepare_rules() const {
        if (rules == nullptr) co_return;
        auto ready = rules->prepare();
        co_await std::move(ready);
    }

    /// By the clock, in Unix seconds.
    std::uint64_t unix_seconds() const {
        const auto since = Clock::of(host.strand()).wall().time_since_epoch();
        return static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::seconds>(since).count());
    }

    /// Never null.
    const eth::BodyRules* rules_of_bodies() const {
        return body_rules != nullptr ? body_rules : &eth::no_appended_items();
    }
};

}  // namespace plexus::sync
