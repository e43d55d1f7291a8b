#include <api/chain/chain_follower.hpp>
#include <api/chain/chain_writer.hpp>
#include <api/plugin/export.hpp>

#include <iostream>
#include <string>

namespace {

using namespace plexus;

/// Prints how the stored chain changes: a line for each block that it grows by, and one for each
/// time that it leaves blocks behind.
class RewindLogger final : public Plugin, public chain::ChainFollower {
public:
    static constexpr std::array provides{chain::ChainFollower::key};
    static constexpr std::array needs{one<chain::ChainWriter>};  // who tells us

    explicit RewindLogger(Host& host) : name_(host.name()) {
        host.publish<chain::ChainFollower>(*this);
    }

    std::string follower_name() const override { return name_; }

    awaitable<void> on_extended(std::span<const chain::StoredBlock> blocks) override {
        for (const chain::StoredBlock& block : blocks) print("extended ", block.number, block.hash);
        co_return;
    }

    awaitable<void> on_rewound(const chain::BlockRef& ancestor,
                               std::span<const chain::BlockRef>) override {
        print("rewound to ", ancestor.number, ancestor.hash);
        co_return;
    }

private:
    static void print(const char* what, std::uint64_t number, const Hash256& hash) {
        // In one piece, because others print too.
        std::cout << what + std::to_string(number) + " 0x" + to_hex(hash) + '\n' << std::flush;
    }

    std::string name_;
};

}  // namespace

PLEXUS_PLUGIN(RewindLogger, "rewind_logger", "1.0.0", "prints how the stored chain changes");
