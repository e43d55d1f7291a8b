#include "settings.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include <api/core/printable.hpp>
#include <api/plugin/config_error.hpp>
#include <kit/net/socket_path.hpp>

namespace plexus::stream {
namespace {

/// A name is part of every batch and every line.
constexpr std::size_t longest_node_name = 64;

Compression compression_of(const std::string& name) {
    if (name == "gzip") return Compression::gzip;
    return name == "zstd" ? Compression::zstd : Compression::none;
}

/// A name is one token of a subject, of which a server would say no more than that it is wrong.
void check_stream_name(const std::string& name) {
    const auto fits = [](unsigned char letter) {
        return std::isalnum(letter) != 0 || letter == '-' || letter == '_';
    };
    if (!name.empty() && std::ranges::all_of(name, fits)) return;
    throw ConfigError("stream.nats-stream is '" + printable(name) +
                      "': give letters, digits, - and _");
}

}  // namespace

Kinds kinds_of(const std::vector<std::string>& names) {
    Kinds kinds{};
    for (const std::string& name : names) {
        for (const Kind kind : drop_order) {
            const bool of_peers = kind == Kind::peer_joined || kind == Kind::peer_left;
            if (name == name_of(kind) || (of_peers && name == "peers")) {
                kinds[index_of(kind)] = true;
            }
        }
    }
    return kinds;
}

Bodies bodies_of(const std::string& name) {
    if (name == "all") return Bodies::all;
    return name == "none" ? Bodies::none : Bodies::first;
}

std::string node_name_of(const std::string& given) {
    if (!given.empty()) return printable(given, longest_node_name);
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return {};
    return printable(name.data(), longest_node_name);
}

FileSettings file_settings(const Host& host) {
    FileSettings settings;
    const std::string given = host[file_option];
    settings.path = given.empty() ? host.data_dir() / "stream" / "sightings.jsonl"
                                  : std::filesystem::path(given);
    settings.bytes = host[file_size_option].bytes;
    settings.age = host[file_age_option];
    settings.keep = host[file_keep_option];
    settings.compression = compression_of(host[file_compress_option]);
    return settings;
}

std::filesystem::path socket_path(const Host& host) {
    const std::string given = host[socket_option];
    return given.empty() ? host.data_dir() / "stream.sock" : std::filesystem::path(given);
}

void check_sinks(const Host& host) {
    std::set<std::string> names;
    for (const std::string& name : host[sinks_option]) {
        if (!names.insert(name).second) {
            throw ConfigError("stream.sinks names " + name + " twice: once is enough");
        }
    }
    if (names.empty()) throw ConfigError("stream.sinks is empty: name one");
    if (names.contains("nats")) check_stream_name(host[nats_stream_option]);
    if (!names.contains("socket")) return;
    const bool is_given = !host[socket_option].empty();
    net::check_socket_path(socket_path(host),
                           {.shorter = is_given ? "--stream.socket" : "--data-dir",
                            .other = "another of --stream.sinks"});
}

}  // namespace plexus::stream
