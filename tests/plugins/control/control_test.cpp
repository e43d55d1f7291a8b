#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>
#include <future>
#include <thread>

#include <api/net/peer_pool.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/plugins.hpp>
#include <api/rpc/method_provider.hpp>
#include <kit/jsonrpc/client.hpp>
#include <kit/jsonrpc/ipc_server.hpp>
#include <kit/testing/eth/fake_remote.hpp>
#include <kit/testing/fake_peer.hpp>
#include <kit/testing/fake_peer_pool.hpp>
#include <test_host/test_host.hpp>

// The plugin under test is the one whose objects are linked in.
extern "C" const PLEXUS_API plexus::PluginDescriptor plexus_plugin_v1;

namespace {

using namespace plexus;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
namespace json = boost::json;

const std::string node_id =
    "a979fb575495b8d6db44f750317d0f4622bf4c2aa3365d6af7c284339968eef2"
    "9b69ad0dce72a4d8db5ebb4968de0e3bec910127f134779fbcb0cb6d3331163c";
const std::string enode = "enode://" + node_id + "@10.3.58.6:30303";

/// Notes what is requested of it.
class FakePlugins final : public Plugins {
public:
    std::vector<PluginStatus> list() const override {
        PluginStatus eth;
        eth.name = "eth68";
        eth.version = "1.0.0";
        eth.file = "/lib/eth68.so";
        eth.state = PluginState::running;
        eth.provides = {"plexus.capability/1"};
        eth.needs = {{"plexus.peer-pool/1", Count::one, When::before_me}};
        eth.required_by = {"someone"};
        return {eth};
    }
    awaitable<void> join(std::string plugin, PluginSettings settings) override {
        if (plugin == "broken") throw ConfigError("plugin 'broken' failed to start: it broke");
        notes.push_back("join " + plugin);
        for (const auto& [name, value] : settings) notes.push_back(name + "=" + value);
        co_return;
    }
    awaitable<void> leave(std::string plugin) override {
        notes.push_back("leave " + plugin);
        co_return;
    }

    std::vector<std::string> notes;
};

/// What another plugin brings.
class Other final : public rpc::MethodProvider {
public:
    std::vector<std::string> methods() const override {
        if (broken) throw std::runtime_error("no names today");
        return {"other_method", "other_throws", "other_aborts"};
    }
    awaitable<json::value> call(std::string method, json::value params) override {
        if (method == "other_throws") throw 7;  // NOLINT(hicpp-exception-baseclass): on purpose
        if (method == "other_aborts") {
            throw boost::system::system_error(asio::error::operation_aborted);
        }
        co_return params;
    }

    bool broken = false;
};

/// The plugin in a loop of its own thread, on the machine's clock: a socket needs real time.
struct Control {
    Control() {
        host.provide<Plugins>(plugins).provide<net::PeerPool>(pool).provide<rpc::MethodProvider>(
            other);
        plugin = host.create(plexus_plugin_v1);
        asio::co_spawn(loop, host.start(*plugin), [this](const std::exception_ptr& failure) {
            started.set_value(failure == nullptr);
        });
        thread = std::thread([this] { loop.run(); });
        BOOST_REQUIRE(started.get_future().get());
    }

    ~Control() {
        std::promise<void> stopped;
        asio::co_spawn(loop, host.stop(*plugin),
                       [&stopped](const std::exception_ptr&) { stopped.set_value(); });
        stopped.get_future().wait();
        guard.reset();
        loop.stop();
        thread.join();
    }

    fs::path socket() const { return host.data_dir() / "control.sock"; }

    json::value call(const std::string& method, json::value params) {
        return jsonrpc::call(socket(), method, std::move(params), 10s);
    }

    std::string refusal(const std::string& method, json::value params) {
        try {
            call(method, std::move(params));
        } catch (const rpc::RpcError& error) {
            return error.what();
        }
        return "";
    }

    asio::io_context loop{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard{loop.get_executor()};
    testing::TestHost host{loop.get_executor(), "control"};
    FakePlugins plugins;
    testing::FakePeerPool pool;
    Other other, second;
    std::unique_ptr<Plugin> plugin;
    std::promise<bool> started;
    std::thread thread;
};

/// What a raw client hears.
struct Client {
    explicit Client(const fs::path& path) : socket(loop) {
        socket.connect(asio::local::stream_protocol::endpoint(path.string()));
    }

    void send(const std::string& text) { asio::write(socket, asio::buffer(text)); }

    /// One line; empty at the end of the connection.
    std::string line() {
        boost::system::error_code error;
        const std::size_t size =
            asio::read_until(socket, asio::dynamic_buffer(buffer), '\n', error);
        if (error) return "";
        std::string line = buffer.substr(0, size - 1);
        buffer.erase(0, size);
        return line;
    }

    asio::io_context loop;
    asio::local::stream_protocol::socket socket;
    std::string buffer;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(control_plugin, Control)

BOOST_AUTO_TEST_CASE(the_plugins_are_listed) {
    const json::value list = call("plexus_plugins", json::array{});

    BOOST_REQUIRE(list.is_array());
    const json::object& eth = list.get_array().at(0).get_object();
    BOOST_TEST((eth.at("name") == "eth68"));
    BOOST_TEST((eth.at("state") == "running"));
    BOOST_TEST((eth.at("provides") == json::array{"plexus.capability/1"}));
    BOOST_TEST((eth.at("needs").at(0).at("count") == "one"));
    BOOST_TEST((eth.at("requiredBy") == json::array{"someone"}));
}

BOOST_AUTO_TEST_CASE(a_plugin_joins_with_settings_and_leaves) {
    json::array join{"eth69"};
    join.push_back(json::object{{"request-timeout", "10s"}});

    BOOST_TEST((call("plexus_join", join) == true));
    BOOST_TEST((call("plexus_leave", json::array{"eth69"}) == true));

    const std::vector<std::string> expected{"join eth69", "request-timeout=10s", "leave eth69"};
    BOOST_TEST(plugins.notes == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_the_kernel_refuses_is_passed_on) {
    BOOST_TEST(refusal("plexus_join", json::array{"broken"}) ==
               "plugin 'broken' failed to start: it broke");
}

BOOST_AUTO_TEST_CASE(params_that_make_no_sense_are_refused) {
    BOOST_TEST(refusal("plexus_join", json::array{}) != "");
    BOOST_TEST(refusal("plexus_join", json::array{1}) == "invalid argument 0: not a string");
    BOOST_TEST(refusal("plexus_join", json::object{{"plugin", "eth69"}}) != "");
    BOOST_TEST(refusal("plexus_join", json::array{"a", "b"}) != "");
    json::array join{"eth69"};
    join.push_back(json::object{{"request-timeout", 10}});
    BOOST_TEST(refusal("plexus_join", join) == "invalid argument 1: not an object of strings");
    BOOST_TEST(refusal("plexus_leave", nullptr) != "");
    BOOST_TEST(plugins.notes.empty());
}

BOOST_AUTO_TEST_CASE(it_cannot_leave_by_way_of_its_own_socket) {
    BOOST_TEST(refusal("plexus_leave", json::array{"control"}) ==
               "plugin 'control' cannot leave by way of its own socket");
}

BOOST_AUTO_TEST_CASE(methods_of_other_plugins_are_served_too) {
    BOOST_TEST((call("other_method", json::array{1}) == json::array{1}));
    BOOST_TEST(refusal("no_method", json::array{}) ==
               "the method no_method does not exist/is not available");
}

BOOST_AUTO_TEST_CASE(a_method_may_throw_anything_and_the_node_goes_on) {
    BOOST_TEST(refusal("other_throws", json::array{}) == "something that is no std::exception");
    BOOST_TEST(refusal("other_aborts", json::array{}) != "");

    BOOST_TEST((call("other_method", json::array{1}) == json::array{1}));
}

BOOST_AUTO_TEST_CASE(a_plugin_that_cannot_name_its_methods_has_none) {
    second.broken = true;
    asio::post(loop, [&] { host.provide<rpc::MethodProvider>(second); });

    BOOST_TEST((call("plexus_leave", json::array{"eth69"}) == true));
    BOOST_TEST((call("other_method", json::array{1}) == json::array{1}));
}

BOOST_AUTO_TEST_CASE(a_part_that_is_absent_is_named) {
    BOOST_TEST(refusal("admin_nodeInfo", json::array{}) ==
               "this node has no node key at present: no plugin provides that");
    BOOST_TEST(!call("plexus_status", json::array{}).as_object().contains("enode"));
}

BOOST_AUTO_TEST_CASE(a_connection_serves_one_line_after_another) {
    Client client(socket());
    client.send(R"({"jsonrpc":"2.0","id":1,"method":"other_method","params":[1]})"
                "\n"
                R"({"jsonrpc":"2.0","method":"other_method"})"
                "\n"
                R"({"jsonrpc":"2.0","id":2,"method":"other_method","params":[2]})"
                "\n");

    BOOST_TEST(client.line() == R"({"jsonrpc":"2.0","id":1,"result":[1]})");
    BOOST_TEST(client.line() == R"({"jsonrpc":"2.0","id":2,"result":[2]})");
}

BOOST_AUTO_TEST_CASE(values_need_no_separator_and_may_come_in_pieces) {
    Client client(socket());
    client.send(R"({"jsonrpc":"2.0","id":"}{][\"","method":"other_method","params":[1]}{"json)");
    client.send(R"(rpc":"2.0","id":12345678901234567890123,"method":"other_method"} true)");
    client.send("[]");

    BOOST_TEST(client.line() == R"({"jsonrpc":"2.0","id":"}{][\"","result":[1]})");
    BOOST_TEST(client.line() == R"({"jsonrpc":"2.0","id":12345678901234567890123,"result":null})");
    BOOST_TEST(client.line().find("-32600") != std::string::npos);
    BOOST_TEST(client.line().find("empty batch") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_told_and_ends_the_connection) {
    Client client(socket());
    client.send("nonsense");

    BOOST_TEST(client.line().find("-32700") != std::string::npos);
    BOOST_TEST(client.line() == "");
}

BOOST_AUTO_TEST_CASE(a_message_that_is_too_long_is_refused_and_ends_the_connection) {
    Client client(socket());
    client.send("[" + std::string(jsonrpc::IpcLimits{}.message_bytes, ' '));

    BOOST_TEST(client.line().find("a message has at most") != std::string::npos);
    BOOST_TEST(client.line() == "");
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_on_sending_a_message_that_is_too_long_reads_the_error) {
    const std::string padding(3 * jsonrpc::IpcLimits{}.message_bytes, ' ');

    BOOST_TEST(
        refusal("other_method", json::array{json::string(padding)}).find("a message has at most") !=
        std::string::npos);
}

BOOST_AUTO_TEST_CASE(clients_that_say_nothing_keep_nobody_out) {
    std::list<Client> clients;
    for (int i = 0; i < 20; ++i) clients.emplace_back(socket());
    const std::string request = R"({"jsonrpc":"2.0","id":1,"method":"other_method","params":[1]})"
                                "\n";

    clients.back().send(request);

    BOOST_TEST(clients.back().line() != "");
    BOOST_TEST(clients.front().line() == "");  // closed: it was silent longest
}

BOOST_AUTO_TEST_CASE(the_socket_is_for_its_owner_alone) {
    struct stat status {};
    BOOST_REQUIRE(::stat(socket().c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0777) == 0600U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(control_peers)

BOOST_AUTO_TEST_CASE(peers_are_listed_by_id_with_the_blocks_that_they_serve) {
    Control control;
    for (std::uint8_t first = 1; first <= 3; ++first) {
        net::Node node;
        node.id.bytes[0] = first;
        const auto peer = std::make_shared<testing::FakePeer>(control.loop.get_executor(), node);
        const auto remote = std::make_shared<testing::FakeRemote>();
        remote->said.version = 69;
        remote->said.earliest = 5;
        remote->said.latest = 9;
        testing::give(peer, remote);
        net::CapabilityStats eth;
        eth.info.name = "eth";
        eth.info.version = 69;
        peer->numbers.peer = peer;
        peer->numbers.capabilities = {eth};
        control.pool.join(peer);
    }

    const json::value response = control.call("admin_peers", json::array{});

    std::vector<std::string> listed;
    for (const json::value& peer : response.get_array()) {
        listed.emplace_back(peer.at("id").get_string());
        BOOST_TEST((peer.at("protocols").at("eth") ==
                    json::object{{"version", 69},
                                 {"earliestBlock", 5},
                                 {"latestBlock", 9},
                                 {"latestBlockHash", "0x" + std::string(64, '0')}}));
    }
    BOOST_TEST(listed.size() == 3U);
    BOOST_TEST(std::ranges::is_sorted(listed));
    for (const net::PeerPtr& peer : control.pool.peers()) {
        static_cast<testing::FakePeer&>(*peer).numbers.peer.reset();  // it would hold itself
    }
}

BOOST_AUTO_TEST_CASE(peers_are_added_trusted_and_removed) {
    Control control;

    control.call("admin_addPeer", json::array{enode});
    control.call("admin_addTrustedPeer", json::array{enode});

    BOOST_TEST(control.pool.kept.size() == 1U);
    BOOST_TEST(control.pool.trusted.size() == 1U);
    BOOST_TEST((control.call("admin_addPeer", json::array{enode}) == true));
    control.call("admin_removePeer", json::array{node_id.substr(0, 10)});
    control.call("admin_removeTrustedPeer", json::array{enode});
    BOOST_TEST(control.pool.kept.empty());
    BOOST_TEST(control.pool.trusted.empty());
    BOOST_TEST((control.call("admin_removePeer", json::array{enode}) == true));
}

BOOST_AUTO_TEST_CASE(what_is_no_node_is_refused_in_the_words_of_go_ethereum) {
    Control control;
    const std::string no_point = "enode://" + std::string(128, '0') + "@10.3.58.6:30303";

    BOOST_TEST(control.refusal("admin_addPeer", json::array{"x"}) ==
               "invalid enode: missing 'enr:' prefix for base64-encoded record");
    BOOST_TEST(control.refusal("admin_addPeer", json::array{"enode://"}) ==
               "invalid enode: does not contain node ID");
    BOOST_TEST(control.refusal("admin_addPeer", json::array{no_point}) ==
               "invalid enode: invalid public key (invalid secp256k1 public key)");
    BOOST_TEST(control.pool.kept.empty());
}

BOOST_AUTO_TEST_CASE(nodes_addresses_and_prefixes_are_banned_for_a_time_or_for_ever) {
    Control control;

    control.call("admin_banPeer", json::array{enode, 3600});
    control.call("admin_banPeer", json::array{"203.0.113.7"});
    control.call("admin_banPeer", json::array{"2a00:1::/32"});

    const json::value bans = control.call("admin_bans", json::array{});
    BOOST_REQUIRE(bans.as_array().size() == 3U);
    BOOST_TEST(bans.at(0).at("until").is_int64());
    BOOST_TEST(bans.at(1).at("until").is_null());
    BOOST_TEST(bans.at(1).at("target").as_string() == "203.0.113.7/32");
    BOOST_TEST(bans.at(2).at("target").as_string() == "2a00:1::/32");
    control.call("admin_unbanPeer", json::array{"203.0.113.7"});
    BOOST_TEST(control.refusal("admin_unbanPeer", json::array{"203.0.113.7"}) ==
               "there is no ban of it; plexus bans lists all");
}

BOOST_AUTO_TEST_CASE(a_reason_to_disconnect_is_one_of_rlpx) {
    Control control;

    BOOST_TEST(control.refusal("admin_disconnectPeer", json::array{enode, "boredom"}) ==
               "no reason to disconnect is called 'boredom'; RLPx has, for example, 'useless peer' "
               "and 'too many peers'");
    BOOST_TEST(control.refusal("admin_disconnectPeer", json::array{enode, "useless peer"}) ==
               "it is not connected");
    BOOST_TEST((control.call("admin_forgetPeer", json::array{enode}) == true));
}

BOOST_AUTO_TEST_CASE(what_is_no_peer_and_no_time_is_refused) {
    Control control;

    for (const char* text : {"", "x", "1234", "enode://1", "enr:-x", "300.0.0.1", "1.2.3.4/99"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(control.refusal("admin_banPeer", json::array{text}) != "");
        }
    }
    for (const json::value& time : {json::value(0), json::value(-1), json::value("1h")}) {
        BOOST_TEST(control.refusal("admin_banPeer", json::array{"1.2.3.4", time}) ==
                   "invalid argument 1: not whole seconds above 0");
    }
    BOOST_TEST(control.pool.banned.empty());
}

BOOST_AUTO_TEST_SUITE_END()
