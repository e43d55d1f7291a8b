#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {

/// A KZG commitment or a KZG proof: a compressed point of BLS12-381.
using KzgPoint = FixedBytes<48>;

/// The data behind a blob transaction. Its proofs are not verified here: that takes KZG.
/// @spec EIP-4844, "Networking"; EIP-7594
struct BlobSidecar {
    std::uint8_t version = 0;    ///< 0: one proof for each blob; 1: one for each of its 128 cells
    std::vector<Bytes> blobs{};  ///< 128 KiB each
    std::vector<KzgPoint> commitments{};  ///< KZG commitments, one for each blob
    std::vector<KzgPoint> proofs{};       ///< KZG proofs: see `version`

    friend bool operator==(const BlobSidecar&, const BlobSidecar&) = default;
};

/// Reads the elements behind the transaction's own list: `version?, blobs, commitments, proofs`.
BlobSidecar read_sidecar(rlp::Reader& in);

/// Writes what `read_sidecar` reads; the version is left out if it is 0.
void write_sidecar(rlp::Writer& out, const BlobSidecar& sidecar);

/// A sidecar without the bytes of its blobs and proofs: what check_sidecar() looks at.
struct SidecarOutline {
    std::uint8_t version = 0;             ///< as BlobSidecar has it
    std::size_t blobs = 0;                ///< how many
    std::vector<KzgPoint> commitments{};  ///< KZG commitments
    std::size_t proofs = 0;               ///< how many
};

/// The outline of a decoded sidecar.
SidecarOutline outline_of(const BlobSidecar& sidecar);

/// As read_sidecar(), without copying the blobs.
SidecarOutline read_sidecar_outline(rlp::Reader& in);

/// Whether a sidecar is whole: one commitment for each blob, and as many proofs as its version
/// wants. A sidecar of which something was cut off is not the sidecar that its sender announced.
/// @errors Errc::invalid_data
/// @spec   EIP-4844, "Networking"; EIP-7594, "Networking"
Result<void> check_sidecar(const SidecarOutline& sidecar);

/// The same, and whether its commitments are what a transaction names, in the same order.
/// @param blob_hashes  of the transaction, which names at least one blob
/// @errors Errc::invalid_data
Result<void> check_sidecar(const SidecarOutline& sidecar, std::span<const Hash256> blob_hashes);

}  // namespace plexus::inline v1::eth
