#pragma once

#include <cstdint>
#include <vector>

#include <api/eth/status.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {

/// The data behind a blob transaction. Its proofs are not verified here.
/// @spec EIP-4844, "Networking"; EIP-7594
struct BlobSidecar {
    std::uint8_t version = 0;    ///< 0: one proof for each blob; 1: one for each of its 128 cells
    std::vector<Bytes> blobs{};  ///< 128 KiB each
    std::vector<FixedBytes<48>> commitments{};  ///< KZG commitments, one for each blob
    std::vector<FixedBytes<48>> proofs{};       ///< KZG proofs: see `version`

    friend bool operator==(const BlobSidecar&, const BlobSidecar&) = default;
};

/// Reads the elements behind the transaction's own list: `version?, blobs, commitments, proofs`.
BlobSidecar read_sidecar(rlp::Reader& in);

/// Writes what `read_sidecar` reads; the version is left out if it is 0.
void write_sidecar(rlp::Writer& out, const BlobSidecar& sidecar);

}  // namespace plexus::inline v1::eth
