#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <api/net/reason.hpp>

namespace plexus::peers {

enum class Side : std::uint8_t { ours, theirs };

inline std::string_view to_string(Side side) noexcept { return side == Side::ours ? "us" : "them"; }

/// How a connection came to its end.
struct Ending {
    net::Reason reason = net::Reason::requested;
    Side by = Side::ours;
    std::string detail{};  ///< what broke, if the reason does not say it all
};

}  // namespace plexus::peers
