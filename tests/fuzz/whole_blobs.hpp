#pragma once

#include <api/core/bytes.hpp>

namespace plexus::testing {

/// A blob is 128 KiB of which decoders look at the size alone, and far more than an input has room
/// for. So in an input the text "blob" stands for one, in RLP of any depth.
/// @returns the input with blobs of zeros in their places
Bytes with_whole_blobs(BytesView input);

}  // namespace plexus::testing
