#include <plugins/udp/datagram_filter.hpp>

#include <boost/test/unit_test.hpp>
#include <chrono>

using namespace plexus;
using namespace plexus::udp;
using namespace std::chrono_literals;

namespace datagram_filter {
namespace {

const asio::ip::address honest = asio::ip::make_address("51.15.1.1");

/// The filter at a time that the test sets, and datagrams that are never the same.
struct Fixture {
    DatagramFilter filter{7};
    SteadyTime now{1h};
    std::uint32_t count = 0;

    DropReason send(const asio::ip::address& from) {
        ++count;
        const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&count);
        const Bytes datagram(bytes, bytes + sizeof count);
        return filter.check(datagram, from, now);
    }

    /// A second of datagrams from forged addresses that are never the same.
    void flood(std::uint32_t datagrams) {
        for (std::uint32_t i = 0; i < datagrams; ++i) {
            (void)send(asio::ip::address_v4(0x20000000U + ++forged * 256));
        }
        now += 1s;
    }
    std::uint32_t forged = 0;
};

}  // namespace
}  // namespace datagram_filter

BOOST_FIXTURE_TEST_SUITE(datagram_filter, Fixture)

BOOST_AUTO_TEST_CASE(the_same_bytes_are_dropped_for_a_while) {
    const Bytes datagram{1, 2, 3};
    BOOST_TEST((filter.check(datagram, honest, now) == DropReason::none));
    BOOST_TEST((filter.check(datagram, honest, now + 4s) == DropReason::repeated));
    BOOST_TEST((filter.check(datagram, honest, now + 5s) == DropReason::none));
}

BOOST_AUTO_TEST_CASE(a_stranger_has_its_burst_and_no_more) {
    for (int i = 0; i < DatagramFilter::stranger_rate.burst; ++i) {
        BOOST_REQUIRE((send(honest) == DropReason::none));
    }
    BOOST_TEST((send(honest) == DropReason::rate_limit));
    BOOST_TEST((send(asio::ip::make_address("51.15.1.2")) == DropReason::none));
}

BOOST_AUTO_TEST_CASE(a_flood_of_strangers_costs_those_with_a_proof_nothing) {
    filter.add_proven(honest);
    for (int second = 0; second < 10; ++second) {
        flood(20'000);
        BOOST_TEST((send(honest) == DropReason::none));
    }
    flood(20'000);
    now -= 1s;
    BOOST_TEST((send(asio::ip::make_address("51.15.1.2")) == DropReason::budget));
}

BOOST_AUTO_TEST_CASE(a_flood_of_strangers_keeps_no_response_out) {
    for (int second = 0; second < 10; ++second) {
        flood(20'000);
        filter.add_requested(honest, 4, now);
        flood(20'000);
        BOOST_TEST((send(honest) == DropReason::none));
    }
}

BOOST_AUTO_TEST_CASE(strangers_are_not_looked_at_once_they_have_had_their_share) {
    const asio::ip::address stranger = asio::ip::make_address("51.15.1.2");
    BOOST_TEST(!filter.is_closed_to(stranger, now));
    flood(20'000);
    now -= 1s;
    BOOST_TEST(filter.is_closed_to(stranger, now));
    BOOST_TEST(!filter.is_closed_to(asio::ip::address_v4::loopback(), now));

    filter.add_requested(stranger, 4, now);
    filter.add_proven(honest);
    BOOST_TEST(!filter.is_closed_to(stranger, now));
    BOOST_TEST(!filter.is_closed_to(honest, now));
    BOOST_TEST(!filter.is_closed_to(asio::ip::make_address("51.15.1.3"), now + 1s));
}

BOOST_AUTO_TEST_CASE(a_response_has_a_few_packets_and_its_time) {
    filter.add_requested(honest, 4, now);
    now += DatagramFilter::response_time;
    flood(20'000);
    now -= 1s;  // the strangers' budget is empty
    int taken = 0;
    while (send(honest) == DropReason::none) ++taken;
    BOOST_TEST(taken == 0);

    filter.add_requested(honest, 4, now);
    while (send(honest) == DropReason::none) ++taken;
    BOOST_TEST(taken == 4);
}

BOOST_AUTO_TEST_CASE(two_hundred_forged_datagrams_a_second_do_not_silence_their_named_sender) {
    filter.add_proven(honest);
    for (int second = 0; second < 30; ++second) {
        for (int i = 0; i < 200; ++i) (void)send(honest);
        BOOST_TEST((send(honest) == DropReason::none));
        now += 1s;
    }
}

BOOST_AUTO_TEST_CASE(all_that_is_let_in_is_bounded_whoever_sends) {
    for (std::uint32_t i = 0; i < 5000; ++i) {
        filter.add_proven(asio::ip::address_v4(0x30000000U + i * 256));
        filter.add_requested(asio::ip::address_v4(0x40000000U + i * 256), 4, now);
    }
    int let_in = 0;
    for (std::uint32_t i = 0; i < 20'000; ++i) {
        for (const std::uint32_t kind : {0x20000000U, 0x30000000U, 0x40000000U}) {
            let_in += send(asio::ip::address_v4(kind + i % 5000 * 256)) == DropReason::none;
        }
    }
    BOOST_TEST(let_in <= DatagramFilter::all_strangers_rate.burst +
                             DatagramFilter::all_proven_rate.burst +
                             DatagramFilter::all_responses_rate.burst);
}

BOOST_AUTO_TEST_SUITE_END()
