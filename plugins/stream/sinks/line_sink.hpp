#pragma once

#include <plugins/stream/encoding/json_lines.hpp>
#include "sink.hpp"

namespace plexus::stream {

/// What sinks of JSON lines have in common: a message has arrived once it is written.
class LineSink : public Sink {
public:
    std::string encode(const Batch& batch, std::uint64_t) const override {
        return json_lines_of(batch);
    }
    bool ready() override { return true; }
    std::size_t window_bytes() const override { return 1; }
};

}  // namespace plexus::stream
