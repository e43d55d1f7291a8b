// Handles blocks, and throws if one is missing, doubled or out of order while it is there.
#include <array>
#include <stdexcept>

#include <api/eth/handlers.hpp>
#include <api/plugin/export.hpp>

namespace {

using namespace plexus;

class Visitor final : public Plugin, public eth::BlockHandler {
public:
    static constexpr std::array provides{eth::BlockHandler::key};
    static constexpr std::array<Need, 0> needs{};

    explicit Visitor(Host& host) { host.publish<eth::BlockHandler>(*this); }

    awaitable<eth::ValidationResult> on_block(const eth::Origin&,
                                              const eth::RawBlock& block) override {
        if (next_ != 0 && block.number != next_) throw std::runtime_error("blocks out of order");
        next_ = block.number + 1;
        co_return eth::ValidationResult::accept;
    }

private:
    std::uint64_t next_ = 0;  // 0 until the first block
};

}  // namespace

PLEXUS_PLUGIN(Visitor, "visitor", "1.0.0", "a toy that handles blocks for a while");
