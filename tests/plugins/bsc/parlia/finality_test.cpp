#include <boost/test/unit_test.hpp>

#include <boost/json/parse.hpp>

#include <kit/rlp/writer.hpp>
#include <plugins/bsc/network/config.hpp>
#include <plugins/bsc/parlia/validators.hpp>

#include "private_chain.hpp"

using namespace plexus;
using namespace plexus::testing;

BOOST_AUTO_TEST_SUITE(bsc_finality)

namespace {

/// Votes for a block, as a header carries them.
Bytes votes(std::uint64_t source, std::uint64_t target) {
    rlp::Writer out;
    out.list([&] {
        out.u64(7);
        out.fixed(FixedBytes<96>{});
        out.list([&] {
            out.u64(source);
            out.fixed(Hash256{{1}});
            out.u64(target);
            out.fixed(Hash256{{2}});
        });
        out.bytes({});
    });
    return out.take();
}

/// A chain whose headers may have votes.
struct Voting {
    PrivateChain chain{5};
    Hash256 genesis = crypto::keccak256(chain.genesis());

    Voting() { chain.forks.luban = chain.forks.plato = 100; }

    bsc::Validators rules() const {
        return bsc::Validators(bsc::Parlia(chain.forks, genesis), bsc::Seals::known, std::nullopt,
                               [] { return WallTime{}; });
    }

    Bytes header(std::uint64_t number, const Bytes& attestation) const {
        eth::Header header = chain.header(number, {});
        header.extra.insert(header.extra.begin() + 32, attestation.begin(), attestation.end());
        return chain.seal(header, chain.in_turn(number));
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_header_without_known_ancestors_tells_by_its_own_votes) {
    const Voting voting;
    const bsc::Validators rules = voting.rules();

    const chain::Finality row = rules.finality(voting.header(303, votes(301, 302)));
    BOOST_TEST(row.justified.value() == 302U);
    BOOST_TEST(row.finalized.value() == 301U);
    BOOST_TEST(row.validators == 0U);

    // The block before the justified one is not: nothing new is final.
    const chain::Finality gap = rules.finality(voting.header(303, votes(299, 302)));
    BOOST_TEST(gap.justified.value() == 302U);
    BOOST_TEST(!gap.finalized.has_value());
}

BOOST_AUTO_TEST_CASE(a_header_without_votes_or_with_garbage_tells_nothing) {
    const Voting voting;
    const bsc::Validators rules = voting.rules();

    BOOST_TEST(!rules.finality(voting.header(303, {})).justified.has_value());
    BOOST_TEST(!rules.finality(voting.header(303, votes(302, 302))).justified.has_value());
    BOOST_TEST(!rules.finality(voting.header(303, Bytes(40, 0xc0))).justified.has_value());
    BOOST_TEST(!rules.finality(voting.header(99, votes(97, 98))).justified.has_value());
    BOOST_TEST(!rules.finality(Bytes{0xc1, 0xc0}).justified.has_value());
}

BOOST_AUTO_TEST_CASE(behind_the_genesis_block_the_validators_are_counted) {
    const Voting voting;
    const bsc::Validators rules = voting.rules();
    BOOST_TEST_REQUIRE(rules.check(voting.chain.genesis()).has_value());
    const std::vector<Bytes> row = voting.chain.row(1, 3, voting.genesis);
    for (const Bytes& header : row) BOOST_TEST_REQUIRE(rules.check(header).has_value());

    const chain::Finality known = rules.finality(row.back());

    BOOST_TEST(known.validators == 5U);
    BOOST_TEST(known.justified.value() == 0U);
    BOOST_TEST(!known.finalized.has_value());
}

BOOST_AUTO_TEST_CASE(the_configuration_is_written_as_bsc_writes_it) {
    const auto config = boost::json::parse(bsc::config_of(bsc::mainnet(), {{"Later", 1900000000}}));

    BOOST_TEST(config.at("chainId").to_number<int>() == 56);
    BOOST_TEST(config.at("ramanujanBlock").to_number<int>() == 0);
    BOOST_TEST(config.at("mirrorSyncBlock").to_number<int>() == 5'184'000);
    BOOST_TEST(config.at("hertzBlock").to_number<int>() == 31'302'048);
    BOOST_TEST(config.at("feynmanFixTime").to_number<int>() == 1713419340);
    BOOST_TEST(config.at("laterTime").to_number<int>() == 1900000000);
    BOOST_TEST(config.at("blobSchedule").at("osaka").at("max").to_number<int>() == 6);
    BOOST_TEST(boost::json::parse(bsc::config_of(bsc::chapel(), {}))
                   .at("ramanujanBlock")
                   .to_number<int>() == 1'010'000);
}

BOOST_AUTO_TEST_SUITE_END()
