#pragma once

#include <deque>
#include <map>

#include <api/async/clock.hpp>

#include <plugins/rpc/chain/blocks.hpp>
#include <plugins/rpc/methods/method_table.hpp>

#include "hub.hpp"

namespace plexus::rpc_server {

/// Filters that clients without a connection of their own poll: eth_newFilter and its like. A
/// filter that is not polled for five minutes ends, and so does a filter in which too much waits:
/// its client's next poll fails with "filter not found", and the client can make a new one.
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
    void end_longest_unread();
    void end_unread();

    Hub& hub_;
    Blocks& blocks_;
    const Clock& clock_;
    std::size_t bytes_ = 0;  ///< of what waits in all filters
    std::map<std::string, std::unique_ptr<Filter>> filters_;
};

}  // namespace plexus::rpc_server
