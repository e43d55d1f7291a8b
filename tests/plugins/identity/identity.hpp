#pragma once

#include <sys/stat.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <api/net/local_node.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

// The plugin under test is the one whose objects are linked in.
extern "C" const plexus::PluginDescriptor plexus_plugin_v1;

namespace plexus::identity::test {

namespace fs = std::filesystem;

/// The node key of the published EIP-8 vectors, and its public half.
inline constexpr auto key_digits =
    "49a7b37aa6f6645917e7b807e9d1c00d4fa71f18343b0d4122a4d2df64dd6fee";
inline constexpr auto id_digits =
    "fda1cff674c90c9a197539fe3dfb53086ace64f83ed7c6eabec741f7f381cc80"
    "3e52ab2cd55d5569bce4347107a310dfd5f88a010cd2ffd1005ca406f1842877";

/// The plugin in a data folder of its own.
struct Identity {
    testing::Loop loop;
    testing::TestHost host{loop.executor(), "identity"};
    fs::path file = host.data_dir() / "nodekey";

    std::unique_ptr<Plugin> create() { return host.create(plexus_plugin_v1); }
    net::LocalNode& local() { return host.published<net::LocalNode>(); }

    /// Nodes of that many networks say where they see this one.
    void state(const std::string& seen, int networks, std::uint16_t port = 4002) {
        for (int i = 1; i <= networks; ++i) {
            local().add_statement({asio::ip::make_address(seen), port},
                                  asio::ip::make_address("9." + std::to_string(i) + ".1.1"));
        }
    }

    void write_file(const std::string& content, mode_t mode = 0600) {
        std::ofstream(file) << content;
        ::chmod(file.c_str(), mode);
    }

    std::string read_file() {
        std::ifstream stream(file);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    /// Construction fails with one line that names all of `words`.
    void check_refusal(const std::vector<std::string>& words) {
        BOOST_CHECK_EXCEPTION(create(), ConfigError, [&](const ConfigError& error) {
            const std::string text = error.what();
            const auto named = [&](const std::string& word) {
                return text.find(word) != text.npos;
            };
            return text.find('\n') == text.npos && std::all_of(words.begin(), words.end(), named);
        });
    }
};

}  // namespace plexus::identity::test
