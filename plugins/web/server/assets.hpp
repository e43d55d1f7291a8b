#pragma once

#include <array>
#include <string_view>

namespace plexus::web {

/// One file of the page.
struct Asset {
    std::string_view path{};  ///< in the URL
    std::string_view type{};  ///< Content-Type
    std::string_view text{};  ///< the file
};

/// All files of the page. Static storage.
extern const std::array<Asset, 4> assets;

}  // namespace plexus::web
