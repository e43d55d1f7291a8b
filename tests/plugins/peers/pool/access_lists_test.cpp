#include <boost/test/unit_test.hpp>

#include <kit/testing/loop.hpp>
#include <plugins/peers/pool/access_lists.hpp>

using namespace plexus;
using namespace plexus::peers;
using namespace std::chrono_literals;
using net::BannedBy;
using net::Prefix;

namespace access_lists {
namespace {

net::NodeId id(std::uint32_t number) {
    net::NodeId result;
    result.bytes[0] = static_cast<std::uint8_t>(number >> 8U);
    result.bytes[1] = static_cast<std::uint8_t>(number);
    return result;
}

asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }
Prefix prefix(const char* text) { return Prefix::parse(text).value(); }

net::Node node(std::uint32_t number, const char* address = "8.8.8.8") {
    net::Node result;
    result.id = id(number);
    result.set({ip(address), 30303, 0});
    return result;
}

struct Lists {
    testing::Loop loop;
    AccessLists lists{id(0xffff), loop.clock()};

    Result<void> ban(net::BanTarget target, Duration lasts, BannedBy by = BannedBy::user) {
        net::Ban wanted;
        wanted.target = std::move(target);
        wanted.until = loop.clock().wall() + std::chrono::duration_cast<WallTime::duration>(lasts);
        wanted.by = by;
        return lists.ban(wanted);
    }
};

}  // namespace
}  // namespace access_lists

BOOST_FIXTURE_TEST_SUITE(access_lists, Lists)

BOOST_AUTO_TEST_CASE(a_node_is_static_from_one_call_to_the_other) {
    BOOST_TEST(lists.add_static(node(1)).has_value());
    BOOST_TEST(lists.is_static(id(1)));
    BOOST_TEST(lists.exempts(id(1)));
    BOOST_TEST(lists.static_nodes().size() == 1U);
    BOOST_TEST((lists.add_static(node(1)).error() == Errc::already_exists));

    BOOST_TEST(lists.remove_static(id(1)).has_value());
    BOOST_TEST(!lists.exempts(id(1)));
    BOOST_TEST((lists.remove_static(id(1)).error() == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_dialled_is_not_kept) {
    net::Node without_port = node(1);
    without_port.ip4.tcp_port = 0;

    BOOST_TEST((lists.add_static(without_port).error() == Errc::refused));
    BOOST_TEST((lists.add_static(node(2, "0.0.0.0")).error() == Errc::refused));
    BOOST_TEST((lists.add_static(node(0xffff)).error() == Errc::refused));
    BOOST_TEST(lists.trust(without_port).has_value());  // it comes by itself
}

BOOST_AUTO_TEST_CASE(a_node_that_is_trusted_too_stays_exempt) {
    BOOST_TEST(lists.add_static(node(1)).has_value());
    BOOST_TEST(lists.trust(node(1)).has_value());
    BOOST_TEST(lists.remove_static(id(1)).has_value());

    BOOST_TEST(lists.exempts(id(1)));
    BOOST_TEST(lists.untrust(id(1)).has_value());
    BOOST_TEST(!lists.exempts(id(1)));
}

BOOST_AUTO_TEST_CASE(the_lists_are_bounded) {
    for (std::uint32_t number = 0; number < 1024; ++number) {
        BOOST_TEST_REQUIRE(lists.add_static(node(number)).has_value());
        BOOST_TEST_REQUIRE(ban(id(2000 + number), 1h).has_value());
    }

    BOOST_TEST((lists.add_static(node(1024)).error() == Errc::limit_exceeded));
    BOOST_TEST((ban(id(5000), 1h).error() == Errc::limit_exceeded));
    BOOST_TEST(ban(id(2000), 2h).has_value());  // replaces one
}

BOOST_AUTO_TEST_CASE(a_node_is_banned_until_the_ban_ends) {
    BOOST_TEST(ban(id(1), 10min).has_value());

    BOOST_TEST(lists.banned(id(1)));
    BOOST_TEST(lists.banned(node(1)));
    BOOST_TEST(!lists.banned(id(2)));
    loop.advance(10min);

    BOOST_TEST(!lists.banned(id(1)));
    BOOST_TEST(lists.bans().empty());
}

BOOST_AUTO_TEST_CASE(a_prefix_bans_all_addresses_in_it) {
    BOOST_TEST(ban(prefix("8.8.0.0/16"), 1h).has_value());
    BOOST_TEST(ban(prefix("2a00:1::/32"), 1h).has_value());
    BOOST_TEST(ban(Prefix(ip("9.9.9.9")), 1h).has_value());

    BOOST_TEST(lists.banned(ip("8.8.255.1")));
    BOOST_TEST(lists.banned(ip("::ffff:8.8.255.1")));
    BOOST_TEST(lists.banned(ip("2a00:1:ffff::1")));
    BOOST_TEST(lists.banned(ip("9.9.9.9")));
    BOOST_TEST(!lists.banned(ip("8.9.0.1")));
    BOOST_TEST(!lists.banned(ip("2a00:2::1")));
    BOOST_TEST(!lists.banned(ip("9.9.9.8")));
    BOOST_TEST(lists.banned(node(1, "8.8.8.8")));
}

BOOST_AUTO_TEST_CASE(static_and_trusted_nodes_are_exempt_from_bans) {
    BOOST_TEST(lists.trust(node(1, "8.8.8.8")).has_value());
    BOOST_TEST(ban(prefix("8.8.8.0/24"), 1h).has_value());

    BOOST_TEST((ban(id(1), 1h).error() == Errc::refused));
    BOOST_TEST(!lists.banned(node(1, "8.8.8.8")));
    BOOST_TEST(!lists.banned(ip("8.8.8.8")));      // it may be the trusted one
    BOOST_TEST(lists.banned(node(2, "8.8.8.8")));  // it was not
    BOOST_TEST(lists.banned(ip("8.8.8.9")));
}

BOOST_AUTO_TEST_CASE(a_ban_is_lifted) {
    BOOST_TEST(ban(prefix("8.8.8.0/24"), 1h).has_value());

    BOOST_TEST(lists.unban(prefix("8.8.8.0/24")).has_value());

    BOOST_TEST(!lists.banned(ip("8.8.8.8")));
    BOOST_TEST((lists.unban(prefix("8.8.8.0/24")).error() == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_ban_for_good_has_no_end) {
    net::Ban ban;
    ban.target = id(1);
    BOOST_TEST(lists.ban(ban).has_value());
    loop.advance(20h);
    lists.forget_ended_bans();

    BOOST_TEST(lists.banned(id(1)));
    BOOST_TEST((lists.bans().front().until == net::Ban::forever));
}

BOOST_AUTO_TEST_CASE(a_ban_that_has_ended_already_is_none) {
    BOOST_TEST((ban(id(1), 0s).error() == Errc::invalid_data));
    BOOST_TEST(lists.bans().empty());
}

BOOST_AUTO_TEST_CASE(the_policy_does_not_shorten_a_ban_of_the_user) {
    BOOST_TEST(ban(id(1), 1h).has_value());

    BOOST_TEST((ban(id(1), 1min, BannedBy::policy).error() == Errc::already_exists));

    BOOST_TEST((lists.bans().front().by == BannedBy::user));
}

BOOST_AUTO_TEST_CASE(many_bans_by_the_policy_push_out_none_of_the_user) {
    BOOST_TEST(ban(id(1), 1min).has_value());
    BOOST_TEST(ban(id(2), 1min, BannedBy::policy).has_value());
    for (std::uint32_t number = 0; number < 1024; ++number) {
        BOOST_TEST_REQUIRE(ban(id(2000 + number), 1h, BannedBy::policy).has_value());
    }

    BOOST_TEST(lists.banned(id(1)));
    BOOST_TEST(!lists.banned(id(2)));  // it would have ended first
    BOOST_TEST(lists.banned(id(3023)));
    BOOST_TEST(lists.bans().size() == 1025U);
}

BOOST_AUTO_TEST_SUITE_END()
