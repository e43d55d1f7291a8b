#pragma once

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <api/core/bytes.hpp>
#include <api/core/shared_bytes.hpp>

namespace plexus::testing {

inline boost::json::value load_json(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot open " + path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return boost::json::parse(text);
}

/// A file of tests/vectors.
inline boost::json::value vectors(const std::string& name) {
    return load_json(PLEXUS_VECTORS "/" + name);
}

inline Bytes hex(std::string_view text) { return from_hex(text).value(); }
inline Bytes hex(const char* text) { return hex(std::string_view{text}); }
inline Bytes hex(const boost::json::value& text) { return hex(std::string_view{text.as_string()}); }
inline SharedBytes shared(const boost::json::value& text) { return SharedBytes{hex(text)}; }

template <std::size_t N = 32>
FixedBytes<N> fixed(const boost::json::value& text) {
    return fixed_from_hex<N>(std::string_view{text.as_string()}).value();
}

/// A number; those above 2^53 are written as text.
inline std::uint64_t number(const boost::json::value& value) {
    if (value.is_string()) return std::stoull(std::string{value.as_string()});
    return value.to_number<std::uint64_t>();
}

}  // namespace plexus::testing
