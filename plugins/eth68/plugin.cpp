#include <api/plugin/export.hpp>
#include <kit/eth/session/base.hpp>

namespace {

using namespace plexus;

/// State entries are gone, and announcements tell type and size.
/// @spec EIP-4938, EIP-5793
constexpr eth::MessageTable messages =
    eth::base_messages.without(eth::code::get_node_data, eth::code::node_data);

constexpr eth::ProtocolSpec spec{.version = 68,
                                 .messages = messages,
                                 .status = &eth::status_v1,
                                 .announcement = &eth::announcement_v2,
                                 .receipts = &eth::receipts_v1};

class Eth68 final : public eth::CapabilityPlugin<spec> {
    using CapabilityPlugin::CapabilityPlugin;
};

}  // namespace

PLEXUS_PLUGIN(Eth68, "eth68", PLEXUS_PLUGIN_VERSION, "eth/68: announcements tell type and size");
