// An hour among peers that send votes that nobody has cast.

#include <cstring>
#include <set>

#include <kit/crypto/keccak.hpp>
#include <kit/testing/log_capture.hpp>

#include <tests/plugins/crowd_hour.hpp>

#include "vote_stage.hpp"

using namespace plexus;
using namespace plexus::testing;
namespace code = bsc::code;
namespace limits = bsc::limits;

namespace {

constexpr std::uint64_t first_block = 61;
constexpr std::uint8_t validators = 7;

/// A block a minute, for which all validators vote; each honest peer sends all their votes.
struct Hour : Following, CrowdHour<Line*> {
    using VotesOf = std::function<Bytes(std::uint64_t block)>;

    LogCapture log;
    Line* other = &join();  ///< a peer that sends nothing, and counts what it is sent

    Loop& the_loop() override { return loop; }
    Line* join_one(std::uint64_t) override { return &join(); }
    std::shared_ptr<FakePeer> peer_of(Line* const& line) override { return line->peer; }
    void leave_one(Line*& line) override { part(*line); }
    void begin_minute(std::uint64_t minute) override {
        grow(first_block + minute);
        honest = votes_for(first_block + minute, validators);
        honest_hashes.clear();
        const auto votes = bsc::split_votes(honest, validators).value();
        for (const BytesView vote : votes) honest_hashes.insert(crypto::keccak256(vote));
    }
    void act_honestly(Line*& line, std::uint64_t) override { line->send(code::votes, honest); }
    void check(std::uint64_t) override {
        std::size_t honest_votes = 0;
        std::size_t others = 0;
        for (const Hash256& hash : vote_hashes_in(*other)) {
            ++(honest_hashes.contains(hash) ? honest_votes : others);
        }
        BOOST_REQUIRE(honest_votes == validators);
        BOOST_REQUIRE(others <= relayed_junk);
    }

    /// With what a hostile peer sends when the chain has come to that block.
    void live_among(const VotesOf& votes) {
        live_with([&votes](Line*& liar, std::uint64_t minute) {
            Bytes sent = votes(first_block + minute);
            if (!sent.empty()) liar->send(code::votes, std::move(sent));
        });
    }

    Bytes honest{};
    std::set<Hash256> honest_hashes{};
    std::size_t relayed_junk = 0;  ///< votes of others that may be passed on in a minute, at most
    std::uint64_t invented = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(vote_crowd, Hour)

BOOST_AUTO_TEST_CASE(votes_for_blocks_that_nobody_has_harm_nobody) {
    live_among([](std::uint64_t block) { return votes_from(block, 300); });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(two_thousand_votes_at_once_harm_nobody) {
    live_among([](std::uint64_t block) {
        return block % 10 == 0 ? votes_from(block * 10'000, 2040) : Bytes{};
    });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(votes_for_a_block_under_another_number_harm_nobody) {
    live_among([this](std::uint64_t block) { return votes_for(block, 250, block + 1); });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(votes_that_come_before_their_source_harm_nobody) {
    live_among([](std::uint64_t block) {
        bsc::Vote vote = make_vote(block);
        vote.source_number = block + 1;
        return bsc::encode_votes({&vote, 1});
    });
    BOOST_TEST(gone() == hostile_peers * minutes);
}

BOOST_AUTO_TEST_CASE(forged_votes_for_a_true_block_are_few_and_cost_their_sender) {
    relayed_junk = hostile_peers * limits::voters;
    live_among([this](std::uint64_t block) {
        std::vector<bsc::Vote> votes = make_votes(1, 300);
        for (bsc::Vote& vote : votes) {
            vote.target_number = block;
            vote.source_number = block - 1;
            vote.target_hash = whole.block(block).hash;
            std::memcpy(vote.address.bytes.data(), &++invented, sizeof invented);
        }
        return bsc::encode_votes(votes);
    });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(half_votes_harm_nobody) {
    live_among([this](std::uint64_t block) {
        Bytes votes = votes_for(block, validators);
        votes.resize(votes.size() / 2);
        return votes;
    });
    BOOST_TEST(gone() == hostile_peers * minutes);
}

BOOST_AUTO_TEST_SUITE_END()
