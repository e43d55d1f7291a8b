#include <plugins/nat/router/mapper.hpp>

#include <boost/test/unit_test.hpp>
#include <map>

#include <api/async/task_scope.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_runtime.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>

using namespace plexus;
using namespace plexus::nat;
using namespace std::chrono_literals;

namespace mapper {
namespace {

/// What a router has, as long as the test says it works.
class FakeRouter final : public Router {
public:
    std::string_view name() const noexcept override { return "fake"; }

    Result<asio::ip::address> external_address() override {
        ++requests;
        if (!works) return make_error_code(Errc::timed_out);
        return asio::ip::make_address(address);
    }

    Result<std::uint16_t> map(Protocol protocol, std::uint16_t internal, std::uint16_t wish,
                              std::chrono::seconds) override {
        if (refuses_tcp && protocol == Protocol::tcp) return make_error_code(Errc::refused);
        if (loses_udp && protocol == Protocol::udp) return make_error_code(Errc::timed_out);
        const auto external = static_cast<std::uint16_t>(wish + shift);
        shift = 0;
        open[protocol] = {internal, external};
        return external;
    }

    Result<void> unmap(Protocol protocol, std::uint16_t internal, std::uint16_t external) override {
        if (!works) return make_error_code(Errc::timed_out);
        if (open[protocol] == std::pair{internal, external}) open.erase(protocol);
        return {};
    }

    bool works = true;
    bool refuses_tcp = false;
    bool loses_udp = false;
    std::uint16_t shift = 0;  ///< by which the next external port differs from the wish
    std::string address = "77.77.77.7";
    unsigned requests = 0;
    std::map<Protocol, std::pair<std::uint16_t, std::uint16_t>> open;
};

struct Fixture {
    testing::LogCapture log;
    testing::Loop loop;
    testing::FakeRuntime runtime{loop};
    testing::FakeLocalNode self{1, asio::ip::make_address("192.168.1.2")};
    Metrics metrics;
    std::shared_ptr<FakeRouter> router = std::make_shared<FakeRouter>();
    bool present = true;
    unsigned searched = 0;
    Mapper mapper{runtime, self,
                  [this]() -> std::shared_ptr<Router> {
                      ++searched;
                      return present ? router : nullptr;
                  },
                  metrics, make_logger("nat")};
    TaskScope tasks{loop.executor()};

    void begin() {
        self.set_tcp_port(30311);
        self.set_udp_port(30312);
        tasks.spawn("mapper", mapper.run({30311, 30312}));
        loop.settle();
    }
    void end() {
        tasks.cancel();
        loop.run(tasks.join());
        loop.run(mapper.remove());
    }
    net::Endpoint external() { return self.node().ip4; }
};

}  // namespace
}  // namespace mapper

BOOST_FIXTURE_TEST_SUITE(mapper, Fixture)

BOOST_AUTO_TEST_CASE(both_ports_are_opened_and_told_and_closed_at_the_end) {
    begin();

    BOOST_TEST(external().address.to_string() == "77.77.77.7");
    BOOST_TEST(external().tcp_port == 30311);
    BOOST_TEST(external().udp_port == 30312);
    BOOST_TEST(router->open.size() == 2U);
    BOOST_TEST(metrics.value("plexus_nat_mapped_ports") == 2);

    end();

    BOOST_TEST(router->open.empty());
    BOOST_TEST(external().address.to_string() == "192.168.1.2");
    BOOST_TEST(metrics.value("plexus_nat_mapped_ports") == 0);
    BOOST_TEST(log.count("the router has closed the ports") == 1U);
}

BOOST_AUTO_TEST_CASE(the_port_that_the_router_chose_is_requested_from_then_on) {
    router->shift = 7;
    begin();
    BOOST_TEST(external().tcp_port == 30318);

    router->open.clear();  // it was switched off and on
    loop.advance(Mapper::renewal);

    BOOST_TEST(router->open[Protocol::tcp].second == 30318);
    BOOST_TEST(log.count("the router forwards ports to this node") == 1U);
    end();
}

BOOST_AUTO_TEST_CASE(another_external_address_is_told_at_the_next_renewal) {
    begin();

    router->address = "78.78.78.8";
    loop.advance(Mapper::renewal);

    BOOST_TEST(external().address.to_string() == "78.78.78.8");
    end();
}

BOOST_AUTO_TEST_CASE(a_router_behind_a_router_is_not_believed) {
    router->address = "100.64.0.9";
    begin();
    loop.advance(1h);

    BOOST_TEST(external().address.to_string() == "192.168.1.2");
    BOOST_TEST(router->open.empty());
    BOOST_TEST(log.count("no public address") == 1U);
    end();
}

BOOST_AUTO_TEST_CASE(one_port_that_is_refused_does_not_cost_the_other) {
    router->refuses_tcp = true;
    begin();

    BOOST_TEST(external().address.to_string() == "77.77.77.7");
    BOOST_TEST(router->open.size() == 1U);
    BOOST_TEST(metrics.value("plexus_nat_failures_total") == 1);

    router->refuses_tcp = false;
    loop.advance(Mapper::renewal);
    BOOST_TEST(router->open[Protocol::tcp].second == 30311);
    end();
}

BOOST_AUTO_TEST_CASE(a_request_without_response_is_made_again_soon) {
    router->loses_udp = true;
    begin();
    BOOST_TEST(router->open.size() == 1U);

    router->loses_udp = false;
    loop.advance(Mapper::retry);
    BOOST_TEST(router->open[Protocol::udp].second == 30312);
    end();
    BOOST_TEST(router->open.empty());
}

BOOST_AUTO_TEST_CASE(a_renewal_without_response_changes_nothing) {
    router->shift = 7;
    begin();
    const net::Endpoint before = external();
    BOOST_TEST(before.tcp_port == 30318);

    router->loses_udp = true;
    loop.advance(Mapper::renewal + Mapper::retry);
    BOOST_TEST((external() == before));
    BOOST_TEST(log.count("the router forwards ports to this node") == 1U);
    end();
}

BOOST_AUTO_TEST_CASE(a_router_that_is_silent_for_long_is_given_up_and_looked_for_again) {
    begin();
    router->works = false;
    loop.advance(Mapper::renewal * Mapper::most_failures);
    BOOST_TEST(external().address.to_string() == "77.77.77.7");

    loop.advance(Mapper::renewal);
    BOOST_TEST(external().address.to_string() == "192.168.1.2");
    BOOST_TEST(log.count("does not open ports any more") == 1U);

    router->works = true;
    loop.advance(Mapper::search);
    BOOST_TEST(searched == 2U);
    BOOST_TEST(external().address.to_string() == "77.77.77.7");
    end();
}

BOOST_AUTO_TEST_CASE(without_a_router_one_line_says_so_however_long_it_lasts) {
    present = false;
    begin();
    loop.advance(24h - 1min);

    BOOST_TEST(searched == 144U);
    BOOST_TEST(log.count("no router opens ports") == 1U);
    end();
}

BOOST_AUTO_TEST_CASE(a_router_that_does_not_close_the_ports_is_told_of) {
    begin();
    router->works = false;
    end();

    BOOST_TEST(log.count("did not close the ports") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
