#include "check_header.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace plexus::inline v1::eth {
namespace {

/// How far a block's time may lie ahead of our clock: go-ethereum's and bsc's allowance.
constexpr std::uint64_t ahead_seconds = 15;

/// go-ethereum and bsc, params.MaxGasLimit.
constexpr std::uint64_t most_gas = std::numeric_limits<std::int64_t>::max();

/// A genesis block may have any difficulty; the block behind it has at least Ethash's least.
/// @spec Ethereum Yellow Paper, 4.4.4
constexpr std::uint64_t least_of_ethash = 131'072;

/// What Clique and Parlia have at the most.
constexpr std::uint64_t most_of_authority = 2;

/// The difficulty of Clique and Parlia is 1 or 2, and Ethash raises it by a 2048th and the bomb; so
/// no chain more than doubles it in one block. Since the Merge it is 0 and stays so (EIP-3675).
bool is_leap(const Uint256& difficulty, const Header& parent) {
    const bool after_genesis = parent.number == 0;
    if (parent.difficulty == Uint256{} && !after_genesis) return difficulty != Uint256{};
    const std::optional<Uint256> twice = parent.difficulty.checked_mul(2);
    const Uint256 least{after_genesis ? least_of_ethash : most_of_authority};
    return twice && difficulty > std::max(*twice, least);
}

bool follows(const Header& header, const Header& parent) {
    const bool next = header.number > parent.number && header.number - parent.number == 1;
    return next && header.time >= parent.time && !is_leap(header.difficulty, parent);
}

}  // namespace

HeaderFault check_header(const Header& header, const Header* parent, std::uint64_t now) {
    if (header.gas_limit > most_gas || header.gas_used > header.gas_limit)
        return HeaderFault::invalid;
    if (parent != nullptr && !follows(header, *parent)) return HeaderFault::invalid;
    if (header.time > now + ahead_seconds) return HeaderFault::early;
    return HeaderFault::none;
}

}  // namespace plexus::inline v1::eth
