#pragma once

#include <cstdint>
#include <string>

#include <api/core/bytes.hpp>

namespace plexus::sync {

/// A block that the operator trusts.
struct Checkpoint {
    std::uint64_t number = 0;
    Hash256 hash{};
};

/// Reads NUMBER:HASH; the hash may begin with 0x.
/// @errors ConfigError
Checkpoint read_checkpoint(const std::string& written);

/// As it is written.
std::string to_string(const Checkpoint& checkpoint);

}  // namespace plexus::sync
