#pragma once

#include <optional>
#include <vector>

#include <kit/eth/types/bloom_bits.hpp>
#include <kit/eth/types/receipt.hpp>

#include <plugins/rpc/json/arguments.hpp>

namespace plexus::rpc_server {

/// Which logs are requested.
/// @spec go-ethereum, eth/filters/api.go, FilterCriteria
struct LogFilter {
    std::optional<Hash256> block{};  ///< only that block; `from` and `to` mean nothing then
    BlockId from{};
    BlockId to{};
    std::vector<Address> addresses{};  ///< one of them; empty: any. In order
    /// At each position one of them; empty: any. In order
    std::vector<std::vector<Hash256>> topics{};
    // Of these, computed once: a search compares them with thousands of headers.
    std::vector<eth::BloomBits> address_bits{};
    std::vector<std::vector<eth::BloomBits>> topic_bits{};

    /// Whether a log is requested. It has at least as many topics as the filter has positions.
    bool matches(const eth::Log& log) const;
    /// Whether a block with such a bloom may have one.
    bool may_match(const eth::Bloom& bloom) const;
};

/// @param parameter  which one of the call it is, for the texts of the errors
/// @errors RpcError, with the words of go-ethereum
LogFilter read_log_filter(const json::object& object, std::size_t parameter);

}  // namespace plexus::rpc_server
