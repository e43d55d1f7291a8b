#pragma once

#include <boost/json/array.hpp>
#include <deque>
#include <mutex>
#include <string>

#include <api/eth/handlers.hpp>

namespace plexus::web {

/// The blocks that peers have shown last, and which peer was the first to do so.
///
/// @thread  any
class RecentBlocks final : public eth::BlockHandler {
public:
    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override;
    awaitable<eth::ValidationResult> on_block_hashes(
        const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) override;

    /// The newest first.
    boost::json::array to_json() const;

private:
    struct Block {
        Hash256 hash{};
        std::uint64_t number = 0;
        std::uint64_t time = 0;        ///< as its header tells; 0: only announced so far
        std::size_t transactions = 0;  ///< likewise
        WallTime first_seen{};
        std::string client{};   ///< of the peer that showed it first
        std::string address{};  ///< likewise
        std::size_t shown = 0;  ///< how often peers have shown it
    };

    Block& block_of(const eth::Origin& origin, const Hash256& hash, std::uint64_t number);

    mutable std::mutex mutex_;
    std::deque<Block> blocks_;
};

}  // namespace plexus::web
