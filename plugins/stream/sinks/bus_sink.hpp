#pragma once

#include <plugins/stream/encoding/protobuf.hpp>
#include "sink.hpp"

namespace plexus::stream {

/// What sinks of message buses have in common: a batch is one message, as sightings.proto says.
class BusSink : public Sink {
public:
    std::string encode(const Batch& batch, std::uint64_t dropped) const override {
        return protobuf_of(batch, dropped);
    }
};

}  // namespace plexus::stream
