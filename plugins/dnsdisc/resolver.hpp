#pragma once

#include <string>
#include <vector>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>

namespace plexus::dnsdisc {

/// Queries the domain name system.
///
/// @thread     one strand
/// @ownership  outlives the waits for its responses; they may be cancelled
class Resolver {
public:
    virtual ~Resolver() = default;

    /// The TXT records of a name, the strings of each joined.
    /// @errors not_found if the name or its TXT records do not exist; timed_out; refused for
    ///         whatever else the servers say; malformed
    virtual awaitable<Result<std::vector<std::string>>> txt(std::string name) = 0;
};

}  // namespace plexus::dnsdisc
