#include <boost/test/unit_test.hpp>

#include <boost/asio/co_spawn.hpp>
#include <optional>
#include <set>

#include <api/net/discovery.hpp>
#include <api/plugin/config_error.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/log_capture.hpp>
#include <test_host/test_host.hpp>
#include <tests/vectors/vectors.hpp>

#include "dns_server.hpp"

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;

using namespace plexus;
using namespace std::chrono_literals;

namespace dnsdisc_plugin {
namespace {

/// In real time: c-ares and the server have sockets.
struct Fixture {
    Fixture() {
        chain.fork = {.hash = {{1, 2, 3, 4}}, .next = 0};  // of the vectors
        host.provide<chain::ChainProfile>(chain);
        host.provide<chain::HeadTracker>(heads);
    }

    template <class T>
    T run(awaitable<T> task) {
        std::optional<T> value;
        asio::co_spawn(context, std::move(task), [&](std::exception_ptr error, T result) {
            if (error) std::rethrow_exception(error);
            value.emplace(std::move(result));
        });
        while (!value) context.run_one();
        return std::move(*value);
    }

    void run(awaitable<void> task) {
        bool done = false;
        asio::co_spawn(context, std::move(task), [&](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
            done = true;
        });
        while (!done) context.run_one();
    }

    std::string complaint() {
        try {
            host.create(plexus_plugin_v1);
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "";
    }

    asio::io_context context{1};
    testing::LogCapture log;
    testing::DnsServer server{context};
    testing::FakeProfile chain;
    testing::FakeHeads heads;
    testing::TestHost host{context.get_executor(), "dnsdisc"};
};

}  // namespace
}  // namespace dnsdisc_plugin

BOOST_FIXTURE_TEST_SUITE(dnsdisc_plugin, Fixture)

BOOST_AUTO_TEST_CASE(the_nodes_of_a_list_come_by_dns) {
    const boost::json::value vectors = testing::vectors("eip1459");
    for (const auto& test : vectors.at("cases").as_array()) {
        if (test.at("name").as_string() != "other TXT records on the same names") continue;
        for (const auto& [name, texts] : test.at("txt").as_object()) {
            for (const auto& text : texts.as_array()) {
                server.zone[std::string{name}].emplace_back(text.as_string());
            }
        }
        host.set("lists", std::string{test.at("url").as_string()});
    }
    host.set("servers", server.address());
    host.set("netrestrict", "127.0.0.0/8");
    const auto plugin = host.create(plexus_plugin_v1);
    auto& discovery = host.published<net::Discovery>();
    run(host.start(*plugin));
    std::set<std::string> found;
    for (int i = 0; i < 2; ++i) found.insert(run(discovery.next()).value().enode());
    run(host.stop(*plugin));

    BOOST_TEST(found.size() == 2U);
    BOOST_TEST(found.begin()->find("@127.0.2.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused_in_a_sentence) {
    host.set("lists", "enrtree://nodes.test");
    BOOST_TEST(complaint() ==
               "dnsdisc.lists: 'enrtree://nodes.test' is no node list: expected "
               "enrtree://<key>@<domain>");
    host.set("lists", "none");
    host.set("netrestrict", "10.0.0.0/40");
    BOOST_TEST(complaint().starts_with("dnsdisc.netrestrict: expected networks"));
    host.set("netrestrict", "");
    host.set("servers", "here and there");
    BOOST_TEST(complaint().starts_with("dnsdisc.servers: expected addresses"));
}

BOOST_AUTO_TEST_SUITE_END()
