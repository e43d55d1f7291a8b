#pragma once

#include <string>

#include <plugins/stream/gather/batch.hpp>

namespace plexus::stream {

/// A batch as sightings.proto describes it. Written by hand: a plugin that needs no protobuf
/// library can be built everywhere, and the columns are copied once.
/// @param dropped  sightings that never reached the sink, since the node's start
std::string protobuf_of(const Batch& batch, std::uint64_t dropped);

}  // namespace plexus::stream
