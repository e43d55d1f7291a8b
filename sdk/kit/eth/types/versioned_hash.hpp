#pragma once

#include <api/core/bytes.hpp>

namespace plexus::inline v1::eth {

/// The hash by which a blob transaction names the KZG commitment to a blob.
/// @spec EIP-4844, "Helpers": kzg_to_versioned_hash
Hash256 versioned_hash(const FixedBytes<48>& commitment) noexcept;

}  // namespace plexus::inline v1::eth
