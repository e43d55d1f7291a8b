#include "node_call.hpp"

#include <boost/system/system_error.hpp>

#include <api/plugin/config_error.hpp>
#include <kit/jsonrpc/client.hpp>

namespace plexus::app {
namespace {

/// Longer than the node gives a plugin to start, or to leave.
constexpr auto patience = std::chrono::seconds{150};

}  // namespace

namespace json = boost::json;

json::value call_node(const std::filesystem::path& data_dir, const std::string& method,
                      json::array params) {
    const std::filesystem::path socket = data_dir / "control.sock";
    try {
        return jsonrpc::call(socket, method, std::move(params), patience);
    } catch (const boost::system::system_error& error) {
        throw ConfigError("no node responds at " + socket.string() + " (" + error.code().message() +
                          "); say with --of where its data folder is, and whether it runs with "
                          "--control");
    }
}

std::string text_of(const json::object& object, std::string_view member) {
    const json::value* value = object.if_contains(member);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

}  // namespace plexus::app
