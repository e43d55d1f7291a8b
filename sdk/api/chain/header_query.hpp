#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <api/core/bytes.hpp>
#include <api/core/shared_bytes.hpp>

// Apart from the reader, so that codecs need no Asio.
namespace plexus::inline v1::chain {

/// A request for headers along the chain.
struct HeaderQuery {
    std::optional<Hash256> hash{};  ///< where to begin; if absent, `number` counts
    std::uint64_t number = 0;       ///< of the first block; not looked at if there is a hash
    std::uint64_t amount = 0;       ///< how many headers; fewer may come
    std::uint64_t skip = 0;         ///< how many blocks to leave out between two headers
    bool reverse = false;           ///< towards the genesis block
};

/// When a response is long enough. Bytes are checked before each item, so one item may exceed them.
struct Budget {
    std::size_t items = 0;  ///< at most
    std::size_t bytes = 0;  ///< once reached, no further item is added
};

/// RLP items, one for each requested thing that exists.
using RawItems = std::vector<SharedBytes>;

}  // namespace plexus::inline v1::chain
