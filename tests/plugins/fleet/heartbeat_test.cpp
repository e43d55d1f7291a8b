#include <boost/test/unit_test.hpp>

#include <kit/rlp/writer.hpp>

#include "things.hpp"

using namespace plexus;
using namespace plexus::fleet;
using plexus::testing::claim;

namespace {

/// A heartbeat whose list of claims is what `fill` writes.
template <class Fill>
Bytes message(std::uint64_t format, Fill fill) {
    rlp::Writer out;
    out.list([&] {
        out.u64(format);
        out.fixed(plexus::testing::node_id(1));
        out.u64(7);
        out.boolean(false);
        out.list([&] { fill(out); });
        out.list([] {});
    });
    return out.take();
}

void write_claim(rlp::Writer& out, std::size_t address_bytes) {
    out.list([&] {
        out.fixed(plexus::testing::node_id(2));
        out.u64(1);
        out.bytes(Bytes(address_bytes, 1));
        out.u64(30303);
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fleet_heartbeat)

BOOST_AUTO_TEST_CASE(what_is_encoded_is_decoded) {
    Heartbeat said = plexus::testing::heartbeat(1, {claim(2, 77), claim(3, 0), claim(4, 5)});
    said.boot = 0xffff'ffff'ffff'ffff;
    said.leaving = true;
    said.offers = {{plexus::testing::node_id(3), plexus::testing::node_id(9)}};
    said.claims[1].endpoint.address = asio::ip::make_address("2001:db8::1");
    said.claims[2].endpoint = {};

    const Result<Heartbeat> heard = decode(encode(said));
    BOOST_REQUIRE(heard);
    BOOST_TEST((heard->member == said.member));
    BOOST_TEST(heard->boot == said.boot);
    BOOST_TEST(heard->leaving);
    BOOST_TEST((heard->offers == said.offers));
    BOOST_TEST_REQUIRE(heard->claims.size() == 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        BOOST_TEST((heard->claims[i].id == said.claims[i].id));
        BOOST_TEST((heard->claims[i].endpoint == said.claims[i].endpoint));
        BOOST_TEST(heard->claims[i].since_us == said.claims[i].since_us);
    }
}

BOOST_AUTO_TEST_CASE(the_largest_fits_what_a_server_takes_by_default) {
    Heartbeat said = plexus::testing::heartbeat(1);
    Claim longest = claim(2, ~std::uint64_t{0});
    longest.endpoint.address = asio::ip::make_address("2001:db8::1");
    said.claims.assign(most_claims, longest);
    const Bytes bytes = encode(said);
    BOOST_TEST(bytes.size() < 1024U * 1024U);
    BOOST_TEST(decode(bytes).has_value());

    said.claims.push_back(longest);
    BOOST_TEST((decode(encode(said)).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(too_many_offers_are_refused) {
    Heartbeat said = plexus::testing::heartbeat(1);
    said.offers.resize(most_offers);
    BOOST_TEST(decode(encode(said)).has_value());
    said.offers.emplace_back();
    BOOST_TEST((decode(encode(said)).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(another_version_is_refused) {
    BOOST_TEST((decode(message(2, [](auto&) {})).error() == Errc::unsupported));
}

BOOST_AUTO_TEST_CASE(an_address_of_no_family_is_malformed) {
    for (const std::size_t size : {1U, 3U, 5U, 15U}) {
        const Bytes bytes = message(1, [size](auto& out) { write_claim(out, size); });
        BOOST_TEST((decode(bytes).error() == Errc::malformed));
    }
    BOOST_TEST(decode(message(1, [](auto& out) { write_claim(out, 4); })).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_cut_off_is_malformed) {
    const Bytes whole = encode(plexus::testing::heartbeat(1, {claim(2), claim(3)}));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        BOOST_TEST(!decode(BytesView(whole).first(size)).has_value());
    }
}

BOOST_AUTO_TEST_SUITE_END()
