#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <api/chain/packed_reader.hpp>
#include <kit/eth/session/protocol_spec.hpp>

namespace plexus::inline v1::eth {

/// Fills one Receipts message: the blocks' lists in the codec's form, as many as fit, the last one
/// cut if the version allows that. A list that does not fit ends the message.
///
/// @param lists  one for each block, in the codec's form
/// @param first  how many receipts of the first block to leave out
/// @errors Errc::storage_failed if a list is none
/// @spec   EIP-7975; ethereum/devp2p, caps/eth.md, "Receipts (0x10)"
Result<ReceiptsResponse> fill_page(std::span<const SharedBytes> lists, std::uint64_t first,
                                   const ReceiptsCodec& codec);

/// Lists that a store keeps compressed, each by itself.
/// @errors Errc::storage_failed if that is not what they are
Result<chain::RawItems> split_lists(const chain::PackedItems& packed);

/// One block's receipts, put together from the pieces of several responses.
class ReceiptPieces {
public:
    /// @param list  `[receipt, ...]`, the next ones
    /// @errors Errc::limit_exceeded if no block has so many receipts or bytes of them, or they come
    ///         in far more pieces than needed; malformed, non_canonical
    Result<void> add(SharedBytes list);

    /// How many receipts there are by now.
    std::uint64_t count() const noexcept { return count_; }

    /// All of them as one list.
    SharedBytes join() const;

private:
    std::vector<SharedBytes> pieces_;
    std::uint64_t count_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace plexus::inline v1::eth
