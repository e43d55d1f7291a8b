#include "node_call.hpp"

#include <boost/system/system_error.hpp>
#include <chrono>
#include <future>
#include <iostream>

#include <api/core/result.hpp>
#include <api/plugin/config_error.hpp>
#include <kit/jsonrpc/client.hpp>

namespace plexus::app {

namespace json = boost::json;

namespace {

using std::chrono::seconds;

/// A node that runs responds to a query at once, so one that hangs is found out soon.
constexpr seconds longest_query{5};

/// Longer than the node gives a plugin to start, or to leave.
constexpr seconds longest_change{150};

/// After this time without a response the operator is told for how long the command may wait.
constexpr seconds silent_wait{3};

json::value call(const std::filesystem::path& data_dir, const std::string& method,
                 json::array params, seconds limit) {
    const std::filesystem::path socket = data_dir / "control.sock";
    try {
        return jsonrpc::call(socket, method, std::move(params), limit);
    } catch (const boost::system::system_error& error) {
        if (error.code() == Errc::timed_out) {
            throw ConfigError("the node at " + socket.string() + " did not respond within " +
                              std::to_string(limit.count()) +
                              " s; it may hang: its log says what it does");
        }
        throw ConfigError("no node responds at " + socket.string() + " (" + error.code().message() +
                          "); say with --of where its data folder is, and whether it runs with "
                          "--control");
    }
}

}  // namespace

json::value query_node(const std::filesystem::path& data_dir, const std::string& method) {
    return call(data_dir, method, {}, longest_query);
}

json::value change_node(const std::filesystem::path& data_dir, const std::string& method,
                        json::array params) {
    std::future<json::value> response = std::async(std::launch::async, [&] {
        return call(data_dir, method, std::move(params), longest_change);
    });
    if (response.wait_for(silent_wait) == std::future_status::timeout) {
        std::cerr << "plexus: the node has not responded yet; this command waits up to "
                  << longest_change.count() << " s\n";
    }
    return response.get();
}

}  // namespace plexus::app
