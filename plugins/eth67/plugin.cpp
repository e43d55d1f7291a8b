#include <api/plugin/export.hpp>
#include <kit/eth/session/base.hpp>

namespace {

using namespace plexus;

/// State entries are gone.
/// @spec EIP-4938
constexpr eth::MessageTable messages =
    eth::base_messages.without(eth::code::get_node_data, eth::code::node_data);

constexpr eth::ProtocolSpec spec{.version = 67,
                                 .messages = messages,
                                 .status = &eth::status_v1,
                                 .announcement = &eth::announcement_v1,
                                 .receipts = &eth::receipts_v1};

class Eth67 final : public eth::CapabilityPlugin<spec> {
    using CapabilityPlugin::CapabilityPlugin;
};

}  // namespace

PLEXUS_PLUGIN(Eth67, "eth67", PLEXUS_PLUGIN_VERSION, "eth/67: without state entries");
