#include <boost/test/unit_test.hpp>

#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>
#include <plugins/identity/external_name.hpp>

using namespace plexus;

namespace {

struct Fixture {
    testing::LogCapture log;
    testing::Loop loop;
    testing::FakeLocalNode local{1, asio::ip::make_address("0.0.0.0")};
    Result<net::HostAddresses> outcome = make_error_code(Errc::not_found);
    identity::ExternalName name{"home.example", local, make_logger("test"),
                                [this](std::string) { return look_up(); }};

    awaitable<Result<net::HostAddresses>> look_up() { co_return outcome; }

    static asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(external_name, Fixture)

BOOST_AUTO_TEST_CASE(the_record_follows_the_name) {
    outcome = net::HostAddresses{ip("77.1.1.1")};
    loop.run(name.look_up());
    const net::NodeRecordPtr before = local.record().value();
    BOOST_TEST(before->ip4.address.to_string() == "77.1.1.1");
    loop.spawn(name.keep());
    outcome = net::HostAddresses{ip("77.1.1.2"), ip("2001:db8::2")};

    loop.advance(identity::ExternalName::interval);

    const net::NodeRecordPtr after = local.record().value();
    BOOST_TEST(after->ip4.address.to_string() == "77.1.1.2");
    BOOST_TEST(after->ip6.address.to_string() == "2001:db8::2");
    BOOST_TEST(after->sequence > before->sequence);
}

BOOST_AUTO_TEST_CASE(a_name_that_stays_changes_nothing) {
    outcome = net::HostAddresses{ip("77.1.1.1")};
    loop.run(name.look_up());
    loop.run(name.look_up());
    BOOST_TEST(log.count("external address") == 1U);
}

BOOST_AUTO_TEST_CASE(an_address_that_the_name_lost_goes) {
    outcome = net::HostAddresses{ip("77.1.1.1"), ip("2001:db8::2")};
    loop.run(name.look_up());
    outcome = net::HostAddresses{ip("77.1.1.1")};
    loop.run(name.look_up());
    BOOST_TEST(local.node().ip4.address.to_string() == "77.1.1.1");
    BOOST_TEST(!local.node().ip6.known());
}

BOOST_AUTO_TEST_CASE(a_name_without_address_is_one_warning_and_the_last_address_stays) {
    outcome = net::HostAddresses{ip("77.1.1.1")};
    loop.run(name.look_up());
    outcome = make_error_code(Errc::not_found);
    loop.run(name.look_up());
    loop.run(name.look_up());

    BOOST_TEST(log.count("host=home.example error=") == 1U);
    BOOST_TEST(local.node().ip4.address.to_string() == "77.1.1.1");
}

BOOST_AUTO_TEST_CASE(a_name_of_this_machine_alone_is_no_address) {
    outcome = net::HostAddresses{ip("127.0.1.1")};
    loop.run(name.look_up());
    BOOST_TEST(!local.node().ip4.known());
    BOOST_TEST(log.count("no address for others") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
