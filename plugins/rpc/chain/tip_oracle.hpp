#pragma once

#include "blocks.hpp"

namespace plexus::rpc_server {

/// Suggests a tip by what the last blocks were content with.
///
/// @thread the plugin's strand
/// @errors RpcError: the storage failed
/// @spec   go-ethereum v1.17.10, eth/gasprice/gasprice.go, SuggestTipCap, with the defaults of a
///         full node
class TipOracle {
public:
    explicit TipOracle(Blocks& blocks) : blocks_(blocks) {}

    awaitable<Uint256> suggest();

private:
    awaitable<std::vector<Uint256>> lowest_tips(std::uint64_t number);
    awaitable<std::vector<Uint256>> sample(std::uint64_t head);

    static constexpr std::uint64_t usual_tip = 1'000'000;  ///< before the first block with tips

    Blocks& blocks_;
    Hash256 head_{};  ///< for which `tip_` was computed
    Uint256 tip_{usual_tip};
};

}  // namespace plexus::rpc_server
