#include <kit/net/host_names.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <optional>

#include <kit/testing/loop.hpp>

using namespace plexus;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(host_names)

namespace {

asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }

/// Name servers that say what a test told them.
struct Servers {
    Result<net::HostAddresses> outcome = net::HostAddresses{ip("192.0.2.1")};
    int lookups = 0;
    net::HostNames names{[this](std::string) { return look_up(); }};

    awaitable<Result<net::HostAddresses>> look_up() {
        ++lookups;
        co_return outcome;
    }
};

net::Node named() {
    net::Node node;
    node.ip4 = {{}, 30303, 30304};
    return node;
}

/// In real time: the thread that calls the system knows no other.
std::optional<Result<net::HostAddresses>> look_up_really(const std::string& name) {
    asio::io_context context;
    std::optional<Result<net::HostAddresses>> outcome;
    asio::co_spawn(context, net::look_up_host(name),
                   [&](const std::exception_ptr&, Result<net::HostAddresses> found) {
                       outcome = std::move(found);
                   });
    context.run();
    return outcome;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_node_gets_an_address_of_each_family_with_its_ports) {
    testing::Loop loop;
    Servers servers;
    servers.outcome =
        net::HostAddresses{ip("192.0.2.1"), ip("2001:db8::1"), ip("192.0.2.2"), ip("2001:db8::2")};

    const net::Node node = loop.run(servers.names.resolve(named(), "node.example")).value();

    BOOST_TEST((node.ip4 == net::Endpoint{ip("192.0.2.1"), 30303, 30304}));
    BOOST_TEST((node.ip6 == net::Endpoint{ip("2001:db8::1"), 30303, 30304}));
}

BOOST_AUTO_TEST_CASE(an_address_that_the_name_lost_is_forgotten) {
    testing::Loop loop;
    Servers servers;
    net::Node node = loop.run(servers.names.resolve(named(), "node.example")).value();
    servers.outcome = net::HostAddresses{ip("2001:db8::1")};
    loop.advance(net::HostNames::fresh_for);

    node = loop.run(servers.names.resolve(node, "node.example")).value();

    BOOST_TEST((node.endpoints() == std::vector{net::Endpoint{ip("2001:db8::1"), 30303, 30304}}));
}

BOOST_AUTO_TEST_CASE(a_name_is_looked_up_again_only_after_a_while) {
    testing::Loop loop;
    Servers servers;
    servers.outcome = make_error_code(Errc::not_found);
    BOOST_TEST(loop.run(servers.names.addresses("a")).has_error());
    servers.outcome = net::HostAddresses{ip("192.0.2.1")};

    BOOST_TEST(loop.run(servers.names.addresses("a")).has_error());
    BOOST_TEST(servers.lookups == 1);
    loop.advance(net::HostNames::fresh_for);

    BOOST_TEST(loop.run(servers.names.addresses("a")).has_value());
    BOOST_TEST(servers.lookups == 2);
}

BOOST_AUTO_TEST_CASE(a_node_without_a_name_is_not_looked_up) {
    testing::Loop loop;
    Servers servers;
    BOOST_TEST(loop.run(servers.names.resolve(named(), "")).value() == named());
    BOOST_TEST(servers.lookups == 0);
}

BOOST_AUTO_TEST_CASE(the_system_knows_localhost_and_no_name_under_invalid) {
    const auto known = look_up_really("localhost");
    const auto unknown = look_up_really("node.invalid");

    BOOST_REQUIRE((known && known->has_value()));
    BOOST_TEST((*known)->front().is_loopback());
    BOOST_REQUIRE(unknown.has_value());
    BOOST_TEST(unknown->has_error());
}

BOOST_AUTO_TEST_CASE(a_loop_may_end_before_its_lookup_does) {
    asio::io_context context;
    asio::co_spawn(context, net::look_up_host("node.invalid"),
                   [](const std::exception_ptr&, const Result<net::HostAddresses>&) {});
    BOOST_TEST(context.poll() > 0);  // what is left goes with the loop
}

BOOST_AUTO_TEST_SUITE_END()
