#pragma once

#include <string>

#include <plugins/stream/gather/batch.hpp>

namespace plexus::stream {

/// A batch as lines of JSON, one for each sighting.
std::string json_lines_of(const Batch& batch);

/// Unix microseconds as "2026-11-26T20:06:28.049123Z".
std::string time_text(std::int64_t microseconds);

/// A text as a JSON string, with its quotes.
std::string json_string(std::string_view text);

}  // namespace plexus::stream
