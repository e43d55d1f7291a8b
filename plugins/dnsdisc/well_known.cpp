#include "well_known.hpp"

#include <array>
#include <string_view>

namespace plexus::dnsdisc {
namespace {

struct Published {
    std::string_view genesis;
    std::string_view domain;
};

constexpr std::array lists{
    Published{"d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",
              "all.mainnet.ethdisco.net"},
    Published{"25a5cc106eea7138acab33231d7160d69cb777ee0c2c553fcddf5138993e6dd9",
              "all.sepolia.ethdisco.net"},
    Published{"bbe312868b376a3001692a646dd2d7d1e4406380dfd86b98aa8a34d1557c971b",
              "all.hoodi.ethdisco.net"},
};

/// The key of go-ethereum's developers, which signs all three.
constexpr std::string_view prefix =
    "enrtree://AKA3AM6LPBYEUDMVNU3BSVQJ5AD45Y7YPOHJLEF6W26QOE4VTUDPE@";

}  // namespace

std::vector<std::string> well_known_lists(const Hash256& genesis) {
    std::vector<std::string> found;
    for (const Published& list : lists) {
        if (fixed_from_hex<Hash256::size_bytes>(list.genesis) != genesis) continue;
        found.push_back(std::string{prefix} + std::string{list.domain});
    }
    return found;
}

}  // namespace plexus::dnsdisc
