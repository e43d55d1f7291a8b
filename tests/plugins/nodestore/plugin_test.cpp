#include <boost/log/core/core.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include <api/net/node_store.hpp>
#include <kernel/test_host.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/plugin_life.hpp>
#include <plugins/nodestore/node_file.hpp>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;

using namespace plexus;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    Fixture() { boost::log::core::get()->set_logging_enabled(false); }

    std::filesystem::path file() const { return host.data_dir() / "nodes.txt"; }

    net::NodeEntry entry() {
        net::NodeEntry made;
        made.node.id.bytes.fill(7);
        made.node.address = asio::ip::make_address("52.1.1.1");
        made.node.tcp_port = 30303;
        made.node.udp_port = 30304;
        made.last_seen = std::chrono::time_point_cast<std::chrono::seconds>(loop.clock().wall());
        made.value = -3;
        return made;
    }

    void write(const std::string& text) { std::ofstream{file()} << text; }

    /// One life of the plugin, from start to stop.
    template <class Do>
    void live(Do&& act) {
        const auto plugin = host.create(plexus_plugin_v1);
        testing::PluginLife<testing::TestHost> life{loop, host, *plugin};
        life.begin();
        act(host.published<net::NodeStore>());
        life.end();
    }

    testing::Loop loop;
    testing::TestHost host{loop.executor(), "nodestore"};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(nodestore_plugin, Fixture)

BOOST_AUTO_TEST_CASE(nodes_survive_a_stop) {
    live([&](net::NodeStore& store) { store.put(entry()); });

    const nodestore::Loaded loaded = nodestore::load(file()).value();
    BOOST_REQUIRE(loaded.entries.size() == 1U);
    BOOST_TEST(loaded.entries[0].node == entry().node);
    BOOST_TEST((loaded.entries[0].last_seen == entry().last_seen));
    BOOST_TEST(loaded.entries[0].value == -3);
}

BOOST_AUTO_TEST_CASE(nodes_are_written_while_the_node_runs) {
    live([&](net::NodeStore& store) {
        store.put(entry());
        BOOST_TEST(!std::filesystem::exists(file()));

        loop.advance(30s);

        BOOST_TEST(nodestore::load(file()).value().entries.size() == 1U);
    });
}

BOOST_AUTO_TEST_CASE(nodes_are_there_after_a_start) {
    BOOST_REQUIRE(nodestore::save(file(), {entry()}).has_value());

    live([&](net::NodeStore& store) {
        BOOST_TEST(store.best(5).size() == 1U);
        store.remove(entry().node.id);
        BOOST_TEST(store.best(5).empty());
    });

    BOOST_TEST(nodestore::load(file()).value().entries.empty());
}

BOOST_AUTO_TEST_CASE(lines_that_make_no_sense_are_left_out) {
    BOOST_REQUIRE(nodestore::save(file(), {entry()}).has_value());
    std::ofstream{file(), std::ios::app} << "enode://\n"
                                         << entry().node << " 99999999999999999999 1\n"
                                         << entry().node << " -5 1\n"
                                         << entry().node << " 5 1 more\n"
                                         << std::string(2000, 'x') << '\n'
                                         << "half a li";

    const nodestore::Loaded loaded = nodestore::load(file()).value();

    BOOST_TEST(loaded.entries.size() == 1U);
    BOOST_TEST(loaded.bad_lines == 6U);
}

BOOST_AUTO_TEST_CASE(a_file_of_another_kind_does_not_keep_the_node_from_starting) {
    write("<html>\n");
    BOOST_TEST((nodestore::load(file()).error() == Errc::unsupported));

    live([](net::NodeStore& store) { BOOST_TEST(store.best(5).empty()); });
}

BOOST_AUTO_TEST_CASE(an_unfinished_file_of_a_killed_node_is_no_harm) {
    BOOST_REQUIRE(nodestore::save(file(), {entry()}).has_value());
    std::ofstream{file().string() + ".new"} << "plexus no";

    live([&](net::NodeStore& store) {
        BOOST_TEST(store.best(5).size() == 1U);
        store.put(entry());
    });

    BOOST_TEST(nodestore::load(file()).value().entries.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
