#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include <api/core/bytes.hpp>
#include <api/rpc/method_provider.hpp>

namespace plexus::rpc_server {

namespace json = boost::json;

/// @errors always RpcError with the code invalid_params
[[noreturn]] void refuse(const std::string& message);
/// @errors always RpcError with the code server_error
[[noreturn]] void fail(const std::string& message);

/// Which block is meant.
struct BlockId {
    enum class Tag : std::uint8_t { number, hash, earliest, latest, pending, safe, finalized };
    Tag tag = Tag::latest;
    std::uint64_t number = 0;  ///< for Tag::number
    Hash256 hash{};            ///< for Tag::hash
    bool canonical = false;    ///< a hash must be one of the canonical chain
};

/// The positional parameters of a call, taken one after the other. The texts of the refusals are
/// those of go-ethereum, which clients know.
///
/// @errors RpcError, invalid_params
/// @spec   go-ethereum, rpc/json.go, parsePositionalArguments; common/hexutil
class Arguments {
public:
    explicit Arguments(json::value params);

    BlockId block_number();               ///< a tag or a quantity
    BlockId block_number_or_hash();       ///< the same, a hash, or an object with either
    Hash256 hash();                       ///< 32 bytes
    std::uint64_t index();                ///< a quantity of 64 bits
    Bytes bytes();                        ///< data of any size
    bool boolean();                       ///< true or false
    std::string text();                   ///< any string
    json::object object();                ///< an object
    std::optional<bool> maybe_boolean();  ///< the same, absent or null

    /// Nothing may follow.
    void end() const;

private:
    const json::value& required();
    const json::value* present();
    [[noreturn]] void refuse_last(const std::string& why) const;

    json::array params_;
    std::size_t next_ = 0;
};

/// A block number or a tag.
/// @returns what is wrong with it, or an empty text
std::string read_block_number(const json::value& value, BlockId& block, const char* too_large);

}  // namespace plexus::rpc_server
