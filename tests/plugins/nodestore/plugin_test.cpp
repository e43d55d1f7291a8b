#include <boost/log/core/core.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <functional>

#include <api/net/node_store.hpp>
#include <kit/enr/builder.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/plugin_life.hpp>
#include <plugins/nodestore/node_file.hpp>
#include <plugins/nodestore/node_line.hpp>
#include <test_host/test_host.hpp>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;

using namespace plexus;
using namespace std::chrono_literals;

namespace nodestore_plugin {
namespace {

struct Fixture {
    Fixture() {
        boost::log::core::get()->set_logging_enabled(false);
        known.set_tcp_port(30303);
        known.set_udp_port(30304);
    }

    std::filesystem::path file() const { return host.data_dir() / "nodes.txt"; }

    WallTime now() {
        return std::chrono::time_point_cast<std::chrono::seconds>(loop.clock().wall());
    }

    net::NodeUpdate news() {
        net::NodeUpdate made;
        made.node = known.node();
        made.node.record = known.record().value();
        made.source = "discv4";
        made.at = now();
        made.responded = true;
        made.value = -3;
        return made;
    }

    net::NodeEntry entry() {
        net::NodeEntry made;
        made.node = known.node();
        made.node.record = known.record().value();
        made.source = "discv4";
        made.first_seen = made.last_seen = now();
        made.last_tried = now() - 1h;
        made.failures = 2;
        made.outcome = net::DialOutcome::refused;
        made.value = -3;
        return made;
    }

    /// The entry as earlier formats have it, with the end of a ban in front of the value.
    static std::string line_with_ban(const net::NodeEntry& entry) {
        std::string line = nodestore::write_line(entry);
        line.insert(line.rfind(' '), " 1700000000");
        return line + '\n';
    }

    void write(const std::string& text) { std::ofstream{file()} << text; }
    std::vector<net::NodeEntry> stored() {
        nodestore::Loaded loaded = nodestore::load(file()).value();
        loaded.entries.insert(loaded.entries.end(), loaded.tried.begin(), loaded.tried.end());
        return loaded.entries;
    }
    Result<void> save(std::vector<net::NodeEntry> entries) {
        nodestore::Contents contents;
        contents.entries = std::move(entries);
        return nodestore::save(file(), contents);
    }

    std::size_t count(net::NodeStore& store) {
        net::NodeQuery query;
        query.count = 5;
        return loop.run(store.select(query)).size();
    }

    /// One life of the plugin, from start to stop.
    void live(const std::function<void(net::NodeStore&)>& act) {
        const auto plugin = host.create(plexus_plugin_v1);
        testing::PluginLife<testing::TestHost> life{loop, host, *plugin};
        life.begin();
        act(host.published<net::NodeStore>());
        life.end();
    }

    testing::Loop loop;
    testing::TestHost host{loop.executor(), "nodestore"};
    testing::FakeLocalNode known{5, asio::ip::make_address("52.1.1.1")};
};

}  // namespace
}  // namespace nodestore_plugin

BOOST_FIXTURE_TEST_SUITE(nodestore_plugin, Fixture)

BOOST_AUTO_TEST_CASE(nodes_survive_a_stop) {
    live([&](net::NodeStore& store) { loop.run(store.update(news())); });

    BOOST_REQUIRE(stored().size() == 1U);
    BOOST_TEST(stored()[0].node == known.node());
    BOOST_TEST((stored()[0].last_seen == now()));
    BOOST_TEST(stored()[0].value == -3);
}

BOOST_AUTO_TEST_CASE(all_that_is_known_of_a_node_is_read_as_it_was_written) {
    net::NodeEntry written = entry();
    written.node.set({asio::ip::make_address("2001:db8::1"), 1, 2});
    BOOST_REQUIRE(save({written}).has_value());

    const net::NodeEntry read = stored().at(0);

    BOOST_TEST(read.node == written.node);
    BOOST_TEST(to_hex(read.node.record->rlp) == to_hex(written.node.record->rlp));
    BOOST_TEST(read.source == "discv4");
    BOOST_TEST((read.first_seen == written.first_seen));
    BOOST_TEST((read.last_seen == written.last_seen));
    BOOST_TEST((read.last_tried == written.last_tried));
    BOOST_TEST(read.failures == 2U);
    BOOST_TEST((read.outcome == net::DialOutcome::refused));
    BOOST_TEST(read.value == -3);
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_written_too) {
    net::NodeEntry bare;
    bare.node.id = known.id();
    BOOST_REQUIRE(save({bare}).has_value());

    BOOST_TEST(stored().at(0).node == bare.node);
    BOOST_TEST(!stored().at(0).node.record);
    BOOST_TEST(stored().at(0).source.empty());
}

BOOST_AUTO_TEST_CASE(nodes_are_written_while_the_node_runs) {
    live([&](net::NodeStore& store) {
        loop.run(store.update(news()));
        BOOST_TEST(!std::filesystem::exists(file()));

        loop.advance(30s);

        BOOST_TEST(stored().size() == 1U);
    });
}

BOOST_AUTO_TEST_CASE(a_node_that_has_become_a_peer_is_written_at_once) {
    live([&](net::NodeStore& store) {
        net::NodeUpdate met = news();
        met.dialled = net::DialOutcome::connected;
        loop.run(store.update(met));
        loop.advance(2s);
        BOOST_TEST(stored().size() == 1U);
    });
}

BOOST_AUTO_TEST_CASE(nodes_are_there_after_a_start) {
    BOOST_REQUIRE(save({entry()}).has_value());

    live([&](net::NodeStore& store) {
        BOOST_TEST(count(store) == 1U);
        BOOST_TEST(loop.run(store.find(known.id()))->failures == 2U);
        loop.run(store.remove(known.id()));
        BOOST_TEST(count(store) == 0U);
    });

    BOOST_TEST(stored().empty());
}

BOOST_AUTO_TEST_CASE(the_first_format_is_read) {
    write("plexus nodes 1\n" + known.node().enode() + " 1700000000 7\n" + "enode:// 1 1\n");

    const nodestore::Loaded loaded = nodestore::load(file()).value();

    BOOST_REQUIRE(loaded.entries.size() == 1U);
    BOOST_TEST(loaded.entries[0].node == known.node());
    BOOST_TEST((loaded.entries[0].last_seen == WallTime{1'700'000'000s}));
    BOOST_TEST(loaded.entries[0].value == 7);
    BOOST_TEST(loaded.bad_lines == 1U);
}

BOOST_AUTO_TEST_CASE(the_second_format_is_read_and_peers_of_it_are_tried_nodes) {
    net::NodeEntry heard = entry();
    heard.node = testing::FakeLocalNode(6).node();
    net::NodeEntry met = entry();
    met.outcome = net::DialOutcome::connected;
    write("plexus nodes 2\n" + line_with_ban(heard) + line_with_ban(met));
    BOOST_TEST(stored().size() == 2U);

    live([&](net::NodeStore& store) { loop.run(store.update(news())); });

    const nodestore::Loaded loaded = nodestore::load(file()).value();
    BOOST_REQUIRE(loaded.tried.size() == 1U);
    BOOST_TEST(loaded.tried[0].node == met.node);
    BOOST_TEST(loaded.entries.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_third_format_is_read_with_its_secret) {
    nodestore::Secret secret;
    secret.bytes.fill(7);
    write("plexus nodes 3 " + to_hex(secret) + "\ntried " + line_with_ban(entry()));

    const nodestore::Loaded loaded = nodestore::load(file()).value();

    BOOST_TEST((loaded.secret == secret));
    BOOST_REQUIRE(loaded.tried.size() == 1U);
    BOOST_TEST(loaded.tried[0].node == known.node());
    BOOST_TEST(loaded.tried[0].value == -3);
    BOOST_TEST(loaded.bad_lines == 0U);
}

BOOST_AUTO_TEST_CASE(the_secret_and_what_was_a_peer_are_kept) {
    live([&](net::NodeStore& store) {
        net::NodeUpdate met = news();
        met.dialled = net::DialOutcome::connected;
        loop.run(store.update(met));
        met.dialled = net::DialOutcome::unreachable;
        loop.run(store.update(met));
    });
    const nodestore::Secret secret = nodestore::load(file()).value().secret;
    live([&](net::NodeStore& store) { loop.run(store.update(news())); });

    const nodestore::Loaded loaded = nodestore::load(file()).value();

    BOOST_TEST((secret != nodestore::Secret{}));
    BOOST_TEST((loaded.secret == secret));
    BOOST_TEST(loaded.tried.size() == 1U);
}

BOOST_AUTO_TEST_CASE(lines_that_make_no_sense_are_left_out) {
    BOOST_REQUIRE(save({entry()}).has_value());
    const testing::FakeLocalNode other{6};
    const std::string id = to_hex(known.id());
    const std::string rest = " discv4 1 1 1 0 none 0 0";
    std::ofstream{file(), std::ios::app}
        << "enode://\n"
        << "new " << id << " 52.1.1.1:1:1 - - discv4 99999999999999999999 1 1 0 none 0 0\n"
        << "new " << id << " 52.1.1.1:1:1 - - discv4 -5 1 1 0 none 0 0\n"
        << "new " << id << " 52.1.1.1:1:1 - -" << rest << " more\n"
        << "new " << id << " [::1]:1:1 - -" << rest << '\n'
        << "new " << id << " 52.1.1.1:1 - -" << rest << '\n'
        << "new " << id << " 52.1.1.1:1:70000 - -" << rest << '\n'
        << "new " << id << " - - " << enr::Record(*other.record().value()).text() << rest << '\n'
        << "new " << id << " - - - discv4 1 1 1 0 happy 0 0\n"
        << std::string(2000, 'x') << '\n'
        << id << " 52.1.1.1:1:1 - -" << rest << '\n'
        << "half a li";

    const nodestore::Loaded loaded = nodestore::load(file()).value();

    BOOST_TEST(loaded.entries.size() == 1U);
    BOOST_TEST(loaded.bad_lines == 12U);
}

BOOST_AUTO_TEST_CASE(a_file_of_another_kind_does_not_keep_the_node_from_starting) {
    write("<html>\n");
    BOOST_TEST((nodestore::load(file()).error() == Errc::unsupported));

    live([&](net::NodeStore& store) { BOOST_TEST(count(store) == 0U); });
}

BOOST_AUTO_TEST_CASE(an_unfinished_file_of_a_killed_node_is_no_harm) {
    BOOST_REQUIRE(save({entry()}).has_value());
    std::ofstream{file().string() + ".new"} << "plexus no";

    live([&](net::NodeStore& store) {
        BOOST_TEST(count(store) == 1U);
        loop.run(store.update(news()));
    });

    BOOST_TEST(stored().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
