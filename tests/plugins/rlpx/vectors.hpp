#pragma once

#include <boost/json/value.hpp>
#include <string>

#include <api/core/bytes.hpp>

namespace plexus::tests {

/// A file of tests/vectors, parsed.
boost::json::value load_vectors(const std::string& file);

/// A string of hexadecimal digits.
Bytes hex(const boost::json::value& text);

template <std::size_t N>
FixedBytes<N> fixed(const boost::json::value& text) {
    return FixedBytes<N>::from(hex(text)).value();
}

}  // namespace plexus::tests
