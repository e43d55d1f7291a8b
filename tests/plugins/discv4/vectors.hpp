#pragma once

#include <boost/json/parse.hpp>
#include <fstream>
#include <string>

#include <api/core/bytes.hpp>

namespace plexus::discv4 {

/// tests/vectors/discv4_eip8.json
inline const boost::json::object& vectors() {
    static const boost::json::value parsed = [] {
        std::ifstream file{PLEXUS_VECTORS "/discv4_eip8.json"};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        return boost::json::parse(text);
    }();
    return parsed.as_object();
}

inline std::string text(const boost::json::value& value) { return value.as_string().c_str(); }

inline Bytes bytes(const boost::json::value& value) { return from_hex(text(value)).value(); }

inline std::uint64_t number(const boost::json::value& value) {
    return value.to_number<std::uint64_t>();
}

inline std::string hex(BytesView view) { return "0x" + to_hex(view); }

}  // namespace plexus::discv4
