#include <api/plugin/export.hpp>
#include <kit/eth/session/base.hpp>

namespace {

using namespace plexus;

/// Status tells a range of blocks in place of the total difficulty, a new message renews it, and
/// receipts come without blooms.
/// @spec EIP-7642, on top of EIP-4938 and EIP-5793
constexpr eth::Rows rows = eth::base_rows.without(eth::code::get_node_data, eth::code::node_data)
                               .with(eth::block_range_row);

constexpr eth::Dialect dialect{.version = 69,
                               .length = 18,
                               .rows = rows,
                               .status = &eth::status_v2,
                               .announcement = &eth::announcement_v2,
                               .receipts = &eth::receipts_v2};

class Eth69 final : public eth::CapabilityPlugin<dialect> {
    using CapabilityPlugin::CapabilityPlugin;
};

}  // namespace

PLEXUS_PLUGIN(Eth69, "eth69", "1.0.0", "eth/69: a range of blocks, and receipts without blooms");
