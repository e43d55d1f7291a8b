#include <boost/test/unit_test.hpp>

#include <plugins/bsc/protocol/code.hpp>

#include "vote_stage.hpp"

using namespace plexus;
using namespace plexus::testing;
namespace code = bsc::code;

BOOST_AUTO_TEST_SUITE(bsc_session)

BOOST_AUTO_TEST_CASE(both_versions_are_offered_as_dependent_capabilities_of_eth) {
    Stage stage;
    stage.connect();

    const auto capabilities = stage.host.every_published<net::Capability>();

    BOOST_TEST(capabilities.size() == 2U);
    BOOST_TEST(capabilities[0]->info().name == "bsc");
    BOOST_TEST(capabilities[0]->info().length == 2U);
    BOOST_TEST(capabilities[1]->info().length == 4U);
    BOOST_TEST(capabilities[1]->info().base == "eth");
    BOOST_TEST(capabilities[1]->info().max_message == 10U * 1024 * 1024);
}

BOOST_AUTO_TEST_CASE(the_cap_packet_goes_first_and_waits_for_nothing) {
    const boost::json::value published = vectors("bsc_protocol.json").at("cap_packet");
    Stage stage;
    for (const std::uint32_t version : {1U, 2U}) {
        Line& line = stage.connect(version);  // eth has not shaken hands, the other side is silent

        const std::optional<net::Message> first = line.next();

        BOOST_TEST_REQUIRE(first.has_value());
        BOOST_TEST(first->code == code::cap);
        BOOST_TEST(to_hex(first->payload) ==
                   to_hex(hex(published.at("bsc/" + std::to_string(version)))));
    }
}

BOOST_AUTO_TEST_CASE(their_cap_packet_is_ignored_even_if_it_makes_no_sense) {
    Stage stage;
    Line& line = stage.join();

    for (const char* text : {"c20200", "c20100", "", "ff", "c0"}) line.send(code::cap, hex(text));

    BOOST_TEST(!line.ended.has_value());
    BOOST_TEST(line.peer->events.empty());
}

BOOST_AUTO_TEST_CASE(a_peer_without_a_cap_packet_is_no_worse) {
    Told stage;
    Line& line = stage.join();

    line.send(code::votes, votes_from(1, 1));

    BOOST_TEST(stage.handler.votes.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_protocol_handle_is_there_once_eth_has_shaken_hands) {
    Stage stage;
    Line& line = stage.connect();
    BOOST_TEST(line.remote() == nullptr);

    line.base();

    BOOST_TEST_REQUIRE(line.remote() != nullptr);
    BOOST_TEST(line.remote()->version() == 2U);
}

BOOST_AUTO_TEST_CASE(a_peer_whose_eth_session_never_comes_is_let_go) {
    Stage stage;
    Line& line = stage.connect();

    stage.loop.advance(std::chrono::minutes{3});

    BOOST_TEST((line.ended == net::Reason::subprotocol_error));
}

BOOST_AUTO_TEST_CASE(the_protocol_handle_is_gone_when_the_session_ends) {
    Stage stage;
    Line& line = stage.join();
    const std::shared_ptr<bsc::Remote> remote = line.remote();

    line.send(7, {});  // a code that there is not

    BOOST_TEST((line.ended == net::Reason::subprotocol_error));
    BOOST_TEST(line.remote() == nullptr);
    BOOST_CHECK(stage.loop.run(remote->blocks_by_range({.count = 1})).error() == Errc::peer_gone);
}

BOOST_AUTO_TEST_SUITE_END()
