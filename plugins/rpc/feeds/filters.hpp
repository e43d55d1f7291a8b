#pragma once

#include <deque>
#include <map>

#include <api/async/clock.hpp>

#include <plugins/rpc/chain/blocks.hpp>
#include <plugins/rpc/methods/method_table.hpp>

#include "hub.hpp"

namespace plexus::rpc_server {

/// Filters that clients without a connection of their own ask from time to time: eth_newFilter and
/// its like. One that nobody asks for five minutes ends, and so does one for which too much waits:
/// its client then hears that there is no such filter, and can make a new one.
///
/// @thread the plugin's strand
/// @spec   go-ethereum, eth/filters/api.go
class Filters {
public:
    Filters(Hub& hub, Blocks& blocks, const Clock& clock);
    ~Filters();
    Filters(const Filters&) = delete;
    Filters& operator=(const Filters&) = delete;

    void add_methods(MethodTable& table);

    /// Removes the filters whose client polls no more. Runs until it is cancelled.
    awaitable<void> expire();

private:
    class Filter;

    json::value add(Interest interest);
    Filter& find(const std::string& id);
    json::value changes(const std::string& id);
    awaitable<json::value> logs(std::string id);
    void end_longest_unasked();
    void end_unasked();

    Hub& hub_;
    Blocks& blocks_;
    const Clock& clock_;
    std::size_t bytes_ = 0;  ///< of what waits in all filters
    std::map<std::string, std::unique_ptr<Filter>> filters_;
};

}  // namespace plexus::rpc_server
