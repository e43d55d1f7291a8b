#include "methods.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <iterator>

#include <api/plugin/config_error.hpp>

namespace plexus::control {
namespace {

namespace json = boost::json;

constexpr std::string_view plugins_method = "plexus_plugins";
constexpr std::string_view join_method = "plexus_join";
constexpr std::string_view leave_method = "plexus_leave";
constexpr std::string_view status_method = "plexus_status";

std::string_view to_string(Count count) {
    switch (count) {
        case Count::one:
            return "one";
        case Count::maybe:
            return "maybe";
        case Count::all:
            return "all";
    }
    return "";
}

json::array texts(const std::vector<std::string>& words) {
    json::array array;
    for (const std::string& word : words) array.emplace_back(word);
    return array;
}

json::object to_json(const PluginStatus& plugin) {
    json::array needs;
    for (const PluginStatus::NeedStatus& need : plugin.needs) {
        needs.push_back(
            json::object{{"service", need.service},
                         {"count", to_string(need.count)},
                         {"when", need.when == When::before_me ? "before_me" : "any_time"}});
    }
    return {{"name", plugin.name},
            {"version", plugin.version},
            {"file", plugin.file},
            {"state", plexus::to_string(plugin.state)},
            {"provides", texts(plugin.provides)},
            {"needs", std::move(needs)},
            {"requiredBy", texts(plugin.required_by)},
            {"heldBy", texts(plugin.held_by)}};
}

}  // namespace

Methods::Methods(Host& host)
    : host_(host),
      plugins_(host.get<Plugins>()),
      clock_(Clock::of(host.strand())),
      status_(clock_) {}

NodeParts Methods::parts() const {
    return {.data_dir = host_.data_dir(),
            .node = host_.lease<net::LocalNode>(),
            .pool = host_.lease<net::PeerPool>(),
            .profile = host_.lease<chain::ChainProfile>(),
            .heads = host_.lease<chain::HeadTracker>(),
            .parameters = host_.lease<chain::ChainParameters>()};
}

std::vector<std::string> Methods::methods() const {
    std::vector<std::string> names{std::string(plugins_method), std::string(join_method),
                                   std::string(leave_method), std::string(status_method)};
    std::ranges::move(NodeMethods::methods(), std::back_inserter(names));
    std::ranges::move(PeerMethods::methods(), std::back_inserter(names));
    return names;
}

awaitable<json::value> Methods::call(std::string method, json::value params) {
    OperatorParams given(params);
    if (method == plugins_method) {
        given.end();
        json::array list;
        for (const PluginStatus& plugin : plugins_.list()) list.push_back(to_json(plugin));
        co_return list;
    }
    if (method == status_method) {
        given.end();
        co_return status_.read(parts());
    }
    if (method == join_method) {
        co_await join(std::move(given));
        co_return true;
    }
    if (method == leave_method) {
        co_await leave(std::move(given));
        co_return true;
    }
    const NodeParts present = parts();
    const std::vector<std::string> of_node = NodeMethods::methods();
    if (std::ranges::find(of_node, method) != of_node.end()) {
        co_return NodeMethods(present).call(method, std::move(params));
    }
    require_part(present.pool != nullptr, "peers");
    PeerMethods peers(*present.pool, clock_);
    co_return co_await peers.call(std::move(method), std::move(params));
}

awaitable<void> Methods::join(OperatorParams params) {
    std::string plugin = params.text();
    PluginSettings settings = params.maybe_settings();
    params.end();
    co_await plugins_.join(std::move(plugin), std::move(settings));
}

awaitable<void> Methods::leave(OperatorParams params) {
    std::string plugin = params.text();
    params.end();
    if (plugin == host_.name()) {
        throw ConfigError("plugin '" + plugin + "' cannot leave by way of its own socket");
    }
    co_await plugins_.leave(std::move(plugin));
}

}  // namespace plexus::control
