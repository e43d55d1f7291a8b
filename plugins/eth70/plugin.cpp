#include <api/plugin/export.hpp>
#include <kit/eth/session/base.hpp>

namespace {

using namespace plexus;

/// Receipts of a block that fill more than one message come in parts.
/// @spec EIP-7975, on top of EIP-4938, EIP-5793 and EIP-7642
constexpr eth::MessageTable messages =
    eth::base_messages.without(eth::code::get_node_data, eth::code::node_data)
        .with(eth::block_range_message);

constexpr eth::ProtocolSpec spec{.version = 70,
                                 .length = 18,
                                 .messages = messages,
                                 .status = &eth::status_v2,
                                 .announcement = &eth::announcement_v2,
                                 .receipts = &eth::receipts_v3};

class Eth70 final : public eth::CapabilityPlugin<spec> {
    using CapabilityPlugin::CapabilityPlugin;
};

}  // namespace

PLEXUS_PLUGIN(Eth70, "eth70", PLEXUS_PLUGIN_VERSION, "eth/70: receipts in parts");
