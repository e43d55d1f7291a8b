#include "node_request.hpp"

#include <api/core/printable.hpp>

#include "node_call.hpp"
#include "response_json.hpp"
#include "status_request.hpp"

namespace plexus::app {
namespace {

namespace json = boost::json;

void print_texts(std::ostream& out, const char* what, const json::object& plugin,
                 std::string_view member) {
    const json::value* list = plugin.if_contains(member);
    if (list == nullptr || !list->is_array()) return;
    for (const json::value& item : list->get_array()) {
        out << "    " << what << text_of(item) << '\n';
    }
}

const char* verb(const std::string& count) {
    if (count == "one") return "requires     ";
    return count == "maybe" ? "may use      " : "collects     ";
}

void print_needs(std::ostream& out, const json::object& plugin) {
    const json::value* needs = plugin.if_contains("needs");
    if (needs == nullptr || !needs->is_array()) return;
    for (const json::value& need : needs->get_array()) {
        const json::object* fields = need.if_object();
        if (fields == nullptr) continue;
        out << "    " << verb(text_of(*fields, "count")) << text_of(*fields, "service") << '\n';
    }
}

void print_plugin(std::ostream& out, const json::object& plugin) {
    out << text_of(plugin, "name") << ' ' << text_of(plugin, "version") << "  "
        << text_of(plugin, "state") << '\n';
    const std::string file = text_of(plugin, "file");
    if (!file.empty()) out << "    file         " << file << '\n';
    print_texts(out, "provides     ", plugin, "provides");
    print_needs(out, plugin);
    print_texts(out, "required by  ", plugin, "requiredBy");
    print_texts(out, "held by      ", plugin, "heldBy");
}

void list(const NodeRequest& request, std::ostream& out) {
    const json::value plugins = query_node(request.data_dir, "plexus_plugins");
    if (!plugins.is_array()) throw std::runtime_error("the response of the node is no list");
    for (const json::value& plugin : plugins.get_array()) {
        if (plugin.is_object()) print_plugin(out, plugin.get_object());
    }
}

}  // namespace

void perform(const NodeRequest& request, std::ostream& out) {
    if (request.kind == NodeRequest::Kind::peers) {
        return perform(request.peers, request.data_dir, out);
    }
    if (request.kind == NodeRequest::Kind::status) return print_status(request.data_dir, out);
    if (request.kind == NodeRequest::Kind::list) return list(request, out);
    json::array params{json::string(request.plugin)};
    if (request.kind == NodeRequest::Kind::leave) {
        change_node(request.data_dir, "plexus_leave", std::move(params));
        out << printable(request.plugin) << " has left\n";
        return;
    }
    json::object settings;
    for (const auto& [name, value] : request.settings) settings[name] = value;
    if (!settings.empty()) params.push_back(std::move(settings));
    change_node(request.data_dir, "plexus_join", std::move(params));
    out << printable(request.plugin) << " has joined\n";
}

}  // namespace plexus::app
