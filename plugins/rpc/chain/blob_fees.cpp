#include "blob_fees.hpp"

namespace plexus::rpc_server {
namespace {

/// @spec EIP-7918, "Parameters"
constexpr std::uint64_t blob_base_cost = 8192;

/// e to the power of `excess / fraction`, by its Taylor series in integers.
/// @returns nothing if that takes more than 256 bits, as no valid header's does
/// @spec EIP-4844, fake_exponential()
std::optional<Uint256> price_of(std::uint64_t excess, std::uint64_t fraction) {
    Uint256 sum{};
    std::optional<Uint256> term = Uint256{fraction};
    for (std::uint64_t i = 1; *term != Uint256{}; ++i) {
        const std::optional<Uint256> more = sum.checked_add(*term);
        term = term->checked_mul(excess);
        if (!more || !term) return std::nullopt;
        sum = *more;
        term = term->checked_div(fraction)->checked_div(i);
    }
    return sum.checked_div(fraction);
}

/// Since Osaka a blob costs at least what its proofs take to execute; where it does not, the price
/// rises instead of falling.
bool is_below_reserve(const eth::Header& header, const Uint256& price) {
    const std::optional<Uint256> reserve =
        header.base_fee.value_or(Uint256{}).checked_mul(blob_base_cost);
    const std::optional<Uint256> blob = price.checked_mul(gas_per_blob);
    return blob && (!reserve || *reserve > *blob);
}

/// @spec EIP-4844 and EIP-7918, calc_excess_blob_gas()
std::uint64_t next_excess(const eth::Header& header, const chain::BlobRules& rules,
                          const Uint256& price) {
    const std::uint64_t used = header.blob_gas_used.value_or(0);
    const std::uint64_t sum = *header.excess_blob_gas + used;
    const std::uint64_t target = rules.target * gas_per_blob;
    if (sum < target) return 0;
    if (rules.reserve_price && rules.max > rules.target && is_below_reserve(header, price)) {
        return *header.excess_blob_gas + used * (rules.max - rules.target) / rules.max;
    }
    return sum - target;
}

}  // namespace

const chain::BlobRules* BlobFees::rules_at(std::uint64_t time) const {
    const chain::BlobRules* last = nullptr;
    for (const chain::BlobRules& rules : schedule_) {
        if (rules.time <= time) last = &rules;
    }
    return last;
}

std::optional<Uint256> BlobFees::price(const eth::Header& header) const {
    const chain::BlobRules* rules = rules_at(header.time);
    if (rules == nullptr || !header.excess_blob_gas) return std::nullopt;
    return price_of(*header.excess_blob_gas, rules->update_fraction);
}

std::optional<Uint256> BlobFees::next_price(const eth::Header& header) const {
    const std::optional<Uint256> now = price(header);
    if (!now) return std::nullopt;
    const chain::BlobRules& rules = *rules_at(header.time);
    return price_of(next_excess(header, rules, *now), rules.update_fraction);
}

std::uint64_t BlobFees::most_gas(const eth::Header& header) const {
    const chain::BlobRules* rules = rules_at(header.time);
    return rules == nullptr ? 0 : rules->max * gas_per_blob;
}

}  // namespace plexus::rpc_server
