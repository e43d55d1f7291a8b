#include <boost/test/unit_test.hpp>

#include <plugins/peers/pool/pool_file.hpp>

using namespace plexus;
using namespace plexus::peers;

BOOST_AUTO_TEST_SUITE(pool_file)

namespace {

net::Ban ban_of(const net::BanTarget& target, WallTime until, net::BannedBy by) {
    net::Ban ban;
    ban.target = target;
    ban.until = until;
    ban.by = by;
    return ban;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
    net::NodeId id;
    id.bytes[5] = 7;
    net::Endpoint at;
    at.address = asio::ip::make_address("8.8.8.8");
    at.tcp_port = 30303;
    at.udp_port = 30303;
    PoolState state;
    state.bans.push_back(
        ban_of(id, WallTime{std::chrono::seconds{2'000'000'000}}, net::BannedBy::policy));
    state.bans.push_back(
        ban_of(*net::Prefix::parse("203.0.113.0/24"), net::Ban::forever, net::BannedBy::user));
    state.anchors.emplace_back(id, at);

    const Result<PoolState> read = read_state(write_state(state));

    BOOST_REQUIRE(read.has_value());
    BOOST_REQUIRE(read->bans.size() == 2U);
    BOOST_TEST((read->bans[0].target == state.bans[0].target));
    BOOST_TEST((read->bans[0].until == state.bans[0].until));
    BOOST_TEST((read->bans[0].by == net::BannedBy::policy));
    BOOST_TEST((read->bans[1].target == state.bans[1].target));
    BOOST_TEST((read->bans[1].until == net::Ban::forever));
    BOOST_TEST((read->anchors == state.anchors));
}

BOOST_AUTO_TEST_CASE(lines_that_make_no_sense_are_left_out) {
    const Result<PoolState> read = read_state(
        "plexus pool 1\nban\nban 10.0.0.0/8\nban 10.0.0.0/8 soon user\nban x forever user\n"
        "ban 10.0.0.0/8 99999999999999999999 user\nban 10.0.0.0/8 -1 user\nanchor\nanchor "
        "enode://\n"
        "ban 10.0.0.0/8 forever user\n");

    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(read->bans.size() == 1U);
    BOOST_TEST(read->anchors.empty());
}

BOOST_AUTO_TEST_CASE(another_format_is_refused) {
    BOOST_TEST((read_state("plexus pool 2\n").error() == Errc::unsupported));
    BOOST_TEST((read_state("").error() == Errc::unsupported));
}

BOOST_AUTO_TEST_SUITE_END()
