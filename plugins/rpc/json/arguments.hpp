#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <api/core/bytes.hpp>
#include <kit/jsonrpc/params.hpp>

namespace plexus::rpc_server {

namespace json = boost::json;

using jsonrpc::fail;
using jsonrpc::refuse;

/// Which block is meant.
struct BlockId {
    enum class Tag : std::uint8_t { number, hash, earliest, latest, pending, safe, finalized };
    Tag tag = Tag::latest;
    std::uint64_t number = 0;  ///< for Tag::number
    Hash256 hash{};            ///< for Tag::hash
    bool canonical = false;    ///< a hash must be one of the canonical chain
};

/// The parameters of a call about a chain.
///
/// @errors RpcError, invalid_params
/// @spec   go-ethereum, rpc/types.go, BlockNumber; common/types.go
class Arguments : public jsonrpc::Params {
public:
    using Params::Params;

    BlockId block_number();          ///< a tag or a quantity
    BlockId block_number_or_hash();  ///< the same, a hash, or an object with either
    Hash256 hash();                  ///< 32 bytes
    Address address();               ///< 20 bytes
    std::uint64_t index();           ///< a quantity of 64 bits
    std::uint64_t count();           ///< the same, or a decimal number, with quotes or without
    std::int64_t integer();          ///< a JSON number without a fraction
    std::vector<double> decimals();  ///< a list of numbers
};

/// A block number or a tag.
/// @returns what is wrong with it, or an empty text
std::string read_block_number(const json::value& value, BlockId& block, const char* too_large);

}  // namespace plexus::rpc_server
