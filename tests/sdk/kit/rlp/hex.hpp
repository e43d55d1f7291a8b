#pragma once

#include <string_view>

#include <api/core/bytes.hpp>

namespace plexus::testing {

inline Bytes hex(std::string_view digits) { return from_hex(digits).value(); }

}  // namespace plexus::testing
