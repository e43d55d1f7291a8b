#include <api/plugin/export.hpp>
#include <kit/eth/session/base.hpp>

namespace {

using namespace plexus;

/// Status tells a range of blocks in place of the total difficulty, a new message renews it, and
/// receipts come without blooms.
/// @spec EIP-7642, on top of EIP-4938 and EIP-5793
constexpr eth::MessageTable messages =
    eth::base_messages.without(eth::code::get_node_data, eth::code::node_data)
        .with(eth::block_range_message);

constexpr eth::ProtocolSpec spec{.version = 69,
                                 .length = 18,
                                 .messages = messages,
                                 .status = &eth::status_v2,
                                 .announcement = &eth::announcement_v2,
                                 .receipts = &eth::receipts_v2};

class Eth69 final : public eth::CapabilityPlugin<spec> {
    using CapabilityPlugin::CapabilityPlugin;
};

}  // namespace

PLEXUS_PLUGIN(Eth69, "eth69", PLEXUS_PLUGIN_VERSION,
              "eth/69: a range of blocks, and receipts without blooms");
