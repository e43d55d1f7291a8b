#include "link.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/eth/header.hpp>

namespace plexus::chainstore {

std::optional<chain::Difficulty> sum(const chain::Difficulty& a, const chain::Difficulty& b) {
    chain::Difficulty result;
    unsigned carry = 0;
    for (std::size_t i = result.size(); i-- > 0;) {
        carry += unsigned{a.bytes[i]} + b.bytes[i];
        result.bytes[i] = static_cast<std::uint8_t>(carry);
        carry >>= 8;
    }
    if (carry != 0) return std::nullopt;
    return result;
}

Result<chain::Head> follow(const chain::Head& parent, const chain::StoredBlock& block) {
    const Result<eth::Header> header = eth::decode_header(block.header);
    if (!header) return header.error();
    if (header->number != block.number || header->number != parent.number + 1 ||
        header->parent != parent.hash || crypto::keccak256(block.header) != block.hash) {
        return Errc::invalid_data;
    }
    const auto total = sum(parent.total_difficulty, header->difficulty);
    if (!total) return Errc::invalid_data;
    return chain::Head{block.number, header->time, block.hash, *total};
}

}  // namespace plexus::chainstore
