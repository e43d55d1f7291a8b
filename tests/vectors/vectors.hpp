#pragma once

#include <boost/json.hpp>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <api/core/bytes.hpp>

namespace plexus::testing {

/// One of the published vector files beside this header; `name` is without ".json".
/// Link Boost::json.
inline boost::json::value vectors(const std::string& name) {
    std::ifstream file{PLEXUS_VECTORS "/" + name + ".json"};
    if (!file) throw std::runtime_error{"no such vector file: " + name};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return boost::json::parse(text);
}

/// The hexadecimal string at a JSON pointer such as "/keys/nonce_A".
inline Bytes hex_at(const boost::json::value& root, std::string_view pointer) {
    return from_hex(root.at_pointer(pointer).as_string()).value();
}

template <std::size_t N>
FixedBytes<N> fixed_at(const boost::json::value& root, std::string_view pointer) {
    return FixedBytes<N>::from(hex_at(root, pointer)).value();
}

}  // namespace plexus::testing
