#include <chrono>
#include <iostream>
#include <string>

#include <api/chain/chain_follower.hpp>
#include <api/chain/chain_writer.hpp>
#include <api/eth/handlers.hpp>
#include <api/plugin/export.hpp>

namespace {

using namespace plexus;

/// Prints when each block came: `heard` as a handler of gossip has it, `followed` as a follower of
/// the stored chain has it, checked and stored with its receipts. A line is what, microseconds
/// since 1970, and the block's hash.
class Arrivals final : public Plugin, public eth::BlockHandler, public chain::ChainFollower {
public:
    static constexpr std::array provides{eth::BlockHandler::key, chain::ChainFollower::key};
    static constexpr std::array needs{one<chain::ChainWriter>};  // who tells of stored blocks

    explicit Arrivals(Host& host) : name_(host.name()) {
        host.publish<eth::BlockHandler>(*this);
        host.publish<chain::ChainFollower>(*this);
    }

    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override {
        if (origin.source == eth::Source::gossip) print("heard", block.hash);
        co_return eth::ValidationResult::ignore;
    }

    awaitable<eth::ValidationResult> on_block_hashes(
        const eth::Origin&, std::span<const eth::BlockAnnouncement> blocks) override {
        for (const eth::BlockAnnouncement& block : blocks) print("heard", block.hash);
        co_return eth::ValidationResult::ignore;
    }

    std::string follower_name() const override { return name_; }

    awaitable<void> on_extended(std::span<const chain::StoredBlock> blocks) override {
        for (const chain::StoredBlock& block : blocks) print("followed", block.hash);
        co_return;
    }

    awaitable<void> on_rewound(const chain::BlockRef&, std::span<const chain::BlockRef>) override {
        co_return;
    }

private:
    static void print(const char* what, const Hash256& hash) {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const auto us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
        // In one piece, because others print too.
        std::cout << std::string{what} + ' ' + std::to_string(us) + " 0x" + to_hex(hash) + '\n'
                  << std::flush;
    }

    std::string name_;
};

}  // namespace

PLEXUS_PLUGIN(Arrivals, "arrivals", PLEXUS_PLUGIN_VERSION, "prints when each block came");
