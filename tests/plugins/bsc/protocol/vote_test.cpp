#include <boost/test/unit_test.hpp>

#include <plugins/bsc/protocol/limits.hpp>

#include "things.hpp"

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

namespace {

/// The votes of the vector file, as decoded values.
std::vector<bsc::Vote> published_votes(const json::value& part) {
    std::vector<bsc::Vote> votes;
    for (const json::value& entry : part.at("votes").as_array()) {
        bsc::Vote vote;
        vote.address = fixed<48>(part.at("vote_address"));
        vote.signature = fixed<96>(entry.at("signature"));
        vote.source_number = number(entry.at("source_number"));
        vote.source_hash = fixed(part.at("source_hash"));
        vote.target_number = number(entry.at("target_number"));
        vote.target_hash = fixed(entry.at("target_hash"));
        vote.hash = fixed(entry.at("envelope_keccak"));
        votes.push_back(vote);
    }
    return votes;
}

Result<std::vector<bsc::Vote>> decode_all(BytesView payload) {
    const Result<std::vector<BytesView>> raw = bsc::split_votes(payload, 100);
    if (!raw) return raw.error();
    std::vector<bsc::Vote> votes;
    for (const BytesView bytes : *raw) {
        const Result<bsc::Vote> vote = bsc::decode_vote(bytes);
        if (!vote) return vote.error();
        votes.push_back(*vote);
    }
    return votes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(votes)

BOOST_AUTO_TEST_CASE(the_published_message_is_read_and_written_byte_for_byte) {
    const json::value file = vectors("bsc_protocol.json");
    const std::vector<bsc::Vote> expected = published_votes(file.at("votes"));
    const Bytes payload = hex(file.at("votes").at("payload"));

    const std::vector<bsc::Vote> votes = decode_all(payload).value();

    BOOST_TEST(expected.size() == 11U);
    BOOST_CHECK(votes == expected);
    BOOST_TEST(to_hex(bsc::encode_votes(votes)) == to_hex(payload));
}

BOOST_AUTO_TEST_CASE(identity_and_signed_hash_are_the_published_ones) {
    const json::value file = vectors("bsc_protocol.json");
    const json::array& entries = file.at("votes").at("votes").as_array();
    const std::vector<bsc::Vote> votes = published_votes(file.at("votes"));

    for (std::size_t i = 0; i < votes.size(); ++i) {
        BOOST_CHECK(bsc::vote_hash(votes[i]) == fixed(entries[i].at("envelope_keccak")));
        BOOST_CHECK(bsc::signed_hash(votes[i]) == fixed(entries[i].at("vote_data_rlp_keccak")));
    }
}

BOOST_AUTO_TEST_CASE(a_message_with_too_many_votes_is_refused_by_count_and_by_size) {
    const Bytes three = bsc::encode_votes(make_votes(1, 3));
    const Bytes many(bsc::limits::known_votes * 300, 0xc0);

    BOOST_TEST(bsc::split_votes(three, 3).value().size() == 3U);
    BOOST_CHECK(bsc::split_votes(three, 2).error() == Errc::limit_exceeded);
    BOOST_CHECK(bsc::split_votes(many, bsc::limits::known_votes).error() == Errc::limit_exceeded);
}

BOOST_AUTO_TEST_CASE(malformed_messages_are_refused) {
    for (const char* text : {"", "80", "c0", "c180", "c2c0c0", "c1c000", "c101"}) {
        BOOST_TEST_CONTEXT("message " << text) { BOOST_TEST(!decode_all(hex(text))); }
    }
    BOOST_TEST(!decode_all(hex("c2c1c0")));  // a vote that is empty
}

BOOST_AUTO_TEST_CASE(malformed_votes_are_refused) {
    const Bytes vote = bsc::encode_vote(make_vote(7));
    Bytes cut = vote;
    cut.pop_back();
    Bytes longer = vote;
    longer.push_back(0x80);
    Bytes other_point = vote;
    other_point[2] = 0xaf;  // an address of 47 bytes

    BOOST_TEST(bsc::decode_vote(vote).has_value());
    BOOST_TEST(!bsc::decode_vote(cut));
    BOOST_TEST(!bsc::decode_vote(longer));
    BOOST_TEST(!bsc::decode_vote(other_point));
}

BOOST_AUTO_TEST_SUITE_END()
