#pragma once

#include <cstddef>
#include <optional>

#include <api/async/clock.hpp>
#include <api/core/log.hpp>

namespace plexus::discovery {

/// Warns, now and then, that no node responds: a node behind a firewall hears nothing from which it
/// could tell why.
///
/// @thread  none of its own: one caller at a time
class Silence {
public:
    /// So many requests in a row get no response before it is worth a line.
    static constexpr std::size_t worth_a_line = 8;
    /// Between two lines.
    static constexpr std::chrono::minutes period{10};

    /// Notes how a request ended.
    void note(bool responded) noexcept {
        without_response_ = responded ? 0 : without_response_ + 1;
    }

    /// Warns if no node responds.
    /// @param table        nodes that are known to respond; with any there is nothing to say
    /// @param first_nodes  bootnodes and remembered nodes, which were tried
    /// @param check        what the operator should look at
    void tell(Logger& log, SteadyTime now, std::size_t table, std::size_t first_nodes,
              const char* check);

private:
    std::size_t without_response_ = 0;
    std::optional<SteadyTime> told_{};
};

}  // namespace plexus::discovery
