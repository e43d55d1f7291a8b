#include <api/plugin/export.hpp>
#include <kit/eth/session/base.hpp>

namespace {

using namespace plexus;

/// The messages of eth/66: requests and responses carry an id.
/// @spec EIP-2481
constexpr eth::MessageTable messages = eth::base_messages;

constexpr eth::ProtocolSpec spec{.version = 66,
                                 .messages = messages,
                                 .status = &eth::status_v1,
                                 .announcement = &eth::announcement_v1,
                                 .receipts = &eth::receipts_v1};

class Eth66 final : public eth::CapabilityPlugin<spec> {
    using CapabilityPlugin::CapabilityPlugin;
};

}  // namespace

PLEXUS_PLUGIN(Eth66, "eth66", PLEXUS_PLUGIN_VERSION, "eth/66: requests and responses carry an id");
