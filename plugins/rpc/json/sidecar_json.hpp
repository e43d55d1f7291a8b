#pragma once

#include <boost/json/array.hpp>
#include <optional>

#include <plugins/rpc/chain/blocks.hpp>

namespace plexus::rpc_server {

namespace json = boost::json;

/// How much of a blob is wanted.
enum class BlobForm : std::uint8_t { whole, first_word };

/// The sidecars of a block's blob transactions, as eth_getBlobSidecars of BSC returns them; nothing
/// if the block was stored without them.
/// @spec BEP-336; bnb-chain/bsc v1.8.0-alpha, core/types/blob_sidecar.go
/// @errors RpcError, internal_error, if they cannot be decoded
std::optional<json::array> sidecars_json(const Block& block, BlobForm form);

}  // namespace plexus::rpc_server
