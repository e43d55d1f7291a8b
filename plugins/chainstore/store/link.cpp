#include "link.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/header.hpp>

namespace plexus::chainstore {

Result<chain::Head> follow(const chain::Head& parent, const chain::StoredBlock& block) {
    const Result<eth::Header> header = eth::decode_header(block.header);
    if (!header) return header.error();
    if (header->number != block.number || header->number != parent.number + 1 ||
        header->parent != parent.hash || header->parent != block.parent ||
        crypto::keccak256(block.header) != block.hash) {
        return Errc::invalid_data;
    }
    const auto total = parent.total_difficulty.checked_add(header->difficulty);
    if (!total) return Errc::invalid_data;
    return chain::Head{block.number, header->time, block.hash, *total};
}

}  // namespace plexus::chainstore
