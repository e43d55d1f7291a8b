#include "profile_file.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include <api/plugin/config_error.hpp>

namespace plexus::inline v1::bsc {
namespace {

namespace json = boost::json;

/// One object of the file, and how complaints call it.
struct Part {
    const json::object& fields;
    std::string where;

    [[noreturn]] void fail(std::string_view name, std::string_view expected) const {
        throw ConfigError(where + ": '" + std::string{name} + "' must be " + std::string{expected});
    }

    /// Unknown names are refused: a misspelt one would be a fork that is silently missed.
    void allow(std::initializer_list<std::string_view> names) const {
        for (const auto& field : fields) {
            if (std::ranges::find(names, std::string_view{field.key()}) != names.end()) continue;
            throw ConfigError(where + ": nothing is called '" + std::string{field.key()} + "'");
        }
    }

    std::string text(std::string_view name) const {
        const json::value* found = fields.if_contains(name);
        if (found == nullptr || !found->is_string() || found->as_string().empty()) {
            fail(name, "a text");
        }
        return std::string{found->as_string()};
    }

    std::uint64_t time(std::string_view name) const {
        const json::value* found = fields.if_contains(name);
        json::error_code wrong;
        const auto seconds = found ? found->to_number<std::uint64_t>(wrong) : 0;
        if (found == nullptr || wrong) fail(name, "a time in Unix seconds");
        return seconds;
    }

    const json::array* list(std::string_view name) const {
        const json::value* found = fields.if_contains(name);
        if (found == nullptr) return nullptr;
        if (!found->is_array()) fail(name, "a list");
        return &found->as_array();
    }
};

json::value parse(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw ConfigError("bsc.profile: cannot open '" + path + "'");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    json::error_code wrong;
    json::value value = json::parse(text, wrong);
    if (wrong || !value.is_object()) {
        throw ConfigError("bsc.profile: '" + path + "' is not a JSON object" +
                          (wrong ? ": " + wrong.message() : std::string{}));
    }
    return value;
}

std::vector<AddedFork> read_forks(const Part& whole) {
    std::vector<AddedFork> forks;
    const json::array* list = whole.list("forks");
    if (list == nullptr) return forks;
    for (const json::value& item : *list) {
        const std::string where = whole.where + ": fork " + std::to_string(forks.size() + 1);
        if (!item.is_object()) throw ConfigError(where + " must be an object with name and time");
        const Part fork{item.as_object(), where};
        fork.allow({"name", "time"});
        forks.push_back({fork.text("name"), fork.time("time")});
    }
    return forks;
}

std::optional<std::vector<net::Node>> read_nodes(const Part& whole, std::string_view name) {
    const json::array* list = whole.list(name);
    if (list == nullptr) return std::nullopt;
    std::vector<net::Node> nodes;
    for (const json::value& item : *list) {
        const Result<net::Node> node = item.is_string() ? net::Node::parse(item.as_string())
                                                        : make_error_code(Errc::malformed);
        if (!node) whole.fail(name, "a list of enode://<128 hex digits>@<ip>:<port>");
        nodes.push_back(*node);
    }
    return nodes;
}

}  // namespace

ProfileFile load_profile(const std::string& path, const std::string& network) {
    const json::value file = parse(path);
    const Part whole{file.as_object(), path};
    whole.allow({"network", "forks", "bootnodes", "static_nodes"});
    if (whole.text("network") != network) {
        throw ConfigError(path + ": this is for '" + whole.text("network") +
                          "', but bsc.network is '" + network + "'");
    }
    return {.forks = read_forks(whole),
            .bootnodes = read_nodes(whole, "bootnodes"),
            .static_nodes = read_nodes(whole, "static_nodes")};
}

}  // namespace plexus::inline v1::bsc
