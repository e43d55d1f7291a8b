#include <boost/test/unit_test.hpp>

#include <plugins/peers/connection/message_meters.hpp>

BOOST_AUTO_TEST_SUITE(message_meters)

namespace {

using namespace plexus;
using namespace plexus::peers;

constexpr auto messages = "plexus_peers_messages_total";
constexpr auto bytes = "plexus_peers_message_bytes_total";

net::CapabilityInfo protocol(const std::string& name, std::uint64_t length) {
    net::CapabilityInfo info;
    info.name = name;
    info.version = 1;
    info.length = length;
    return info;
}

Labels labels(const char* protocol, const char* code, const char* direction) {
    return {{"protocol", protocol}, {"code", code}, {"direction", direction}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(messages_of_all_peers_are_counted_by_code_and_direction) {
    Metrics metrics;
    MessageMeters meters(metrics);
    CapabilityRecord first(protocol("one", 3));
    CapabilityRecord second(protocol("one", 3));
    meters.attach(first);
    meters.attach(second);

    first.sent(2, 10, SteadyTime{});
    second.sent(2, 5, SteadyTime{});
    second.received(0, 7, SteadyTime{});

    BOOST_TEST(metrics.value(messages, labels("one/1", "0x02", "out")) == 2);
    BOOST_TEST(metrics.value(bytes, labels("one/1", "0x02", "out")) == 15);
    BOOST_TEST(metrics.value(bytes, labels("one/1", "0x00", "in")) == 7);
    BOOST_TEST(metrics.value(messages, labels("one/1", "0x01", "in")) == 0);
}

BOOST_AUTO_TEST_CASE(many_codes_and_many_protocols_are_few_series) {
    Metrics metrics;
    MessageMeters meters(metrics);
    for (int i = 0; i < 50; ++i) meters.prepare(protocol("p" + std::to_string(i), 1000));
    CapabilityRecord known(protocol("p0", 1000));
    CapabilityRecord unknown(protocol("p49", 1000));
    meters.attach(known);
    meters.attach(unknown);

    known.sent(999, 1, SteadyTime{});
    unknown.sent(0, 1, SteadyTime{});

    BOOST_TEST(metrics.value(messages, labels("p0/1", "other", "out")) == 1);
    BOOST_TEST(metrics.value(messages, labels("other", "other", "out")) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
