#include "settings.hpp"

#include <unistd.h>

#include <array>

#include <api/core/printable.hpp>

namespace plexus::stream {
namespace {

/// A name is part of every batch and every line.
constexpr std::size_t longest_node_name = 64;

Compression compression_of(const std::string& name) {
    if (name == "gzip") return Compression::gzip;
    return name == "zstd" ? Compression::zstd : Compression::none;
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

}  // namespace plexus::stream
