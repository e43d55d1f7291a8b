// Handles blocks, and throws if one is missing, doubled or out of order while it is there.
#include <array>
#include <optional>
#include <stdexcept>

#include <api/eth/handlers.hpp>
#include <api/plugin/export.hpp>

#include "numbered_block.hpp"

namespace {

using namespace plexus;

class Visitor final : public Plugin, public eth::BlockHandler {
public:
    static constexpr std::array provides{eth::BlockHandler::key};
    static constexpr std::array<Need, 0> needs{};

    explicit Visitor(Host& host) { host.publish<eth::BlockHandler>(*this); }

    awaitable<eth::ValidationResult> on_block(const eth::Origin&,
                                              const eth::RawBlock& block) override {
        std::optional<std::uint64_t>& next = next_[toy::feeder_of(block.number)];
        const std::uint64_t position = toy::position_of(block.number);
        if (next && position != *next) throw std::runtime_error("blocks out of order");
        next = position + 1;
        co_return eth::ValidationResult::accept;
    }

private:
    // One for each strand that hands out blocks; none until its first block.
    std::array<std::optional<std::uint64_t>, toy::feeders> next_;
};

}  // namespace

PLEXUS_PLUGIN(Visitor, "visitor", "1.0.0", "a toy that handles blocks for a while");
