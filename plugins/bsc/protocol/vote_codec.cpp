#include "vote_codec.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::bsc {
namespace {

/// No vote is longer: two points, two hashes, two numbers of eight bytes, and their headers.
constexpr std::size_t vote_bytes = 240;
constexpr std::size_t around = 16;  // the headers of the two lists around the votes

void write_data(rlp::Writer& out, const Vote& vote) {
    out.list([&] {
        out.u64(vote.source_number);
        out.fixed(vote.source_hash);
        out.u64(vote.target_number);
        out.fixed(vote.target_hash);
    });
}

void write_vote(rlp::Writer& out, const Vote& vote) {
    out.list([&] {
        out.fixed(vote.address);
        out.fixed(vote.signature);
        write_data(out, vote);
    });
}

}  // namespace

Result<Vote> decode_vote(BytesView bytes) {
    Vote vote;
    rlp::Reader in{bytes};
    vote.address = in.fixed<48>();
    vote.signature = in.fixed<96>();
    rlp::Reader data = in.list();
    vote.source_number = data.u64();
    vote.source_hash = data.fixed<32>();
    vote.target_number = data.u64();
    vote.target_hash = data.fixed<32>();
    data.expect_end();
    const Result<void> done = in.finish();
    if (!done) return done.error();
    vote.hash = crypto::keccak256(bytes);
    return vote;
}

Bytes encode_vote(const Vote& vote) {
    rlp::Writer out{vote_bytes};
    write_vote(out, vote);
    return out.take();
}

Hash256 vote_hash(const Vote& vote) { return crypto::keccak256(encode_vote(vote)); }

Hash256 signed_hash(const Vote& vote) {
    rlp::Writer out{vote_bytes};
    write_data(out, vote);
    return crypto::keccak256(out.view());
}

Bytes encode_votes(std::span<const Vote> votes) {
    rlp::Writer out{around + votes.size() * vote_bytes};
    out.list([&] {
        out.list([&] {
            for (const Vote& vote : votes) write_vote(out, vote);
        });
    });
    return out.take();
}

Result<std::vector<BytesView>> split_votes(BytesView payload, std::size_t most) {
    if (payload.size() > around + most * vote_bytes) return Errc::limit_exceeded;
    std::vector<BytesView> votes;
    rlp::Reader in{payload};
    rlp::Reader list = in.list();
    votes.reserve(list.count(most));
    while (list.more()) votes.push_back(list.raw());
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return votes;
}

}  // namespace plexus::inline v1::bsc
