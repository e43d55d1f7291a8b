#pragma once

#include <kit/crypto/keccak.hpp>
#include <kit/testing/eth/fake_store.hpp>
#include <kit/testing/fake_heads.hpp>
#include <plugins/bsc/protocol/code.hpp>
#include <plugins/bsc/protocol/limits.hpp>

#include "stage.hpp"

namespace plexus::testing {

/// As many votes as are taken at once after a pause.
inline constexpr std::uint64_t vote_rate = bsc::limits::votes_per_second * 30;

inline Bytes votes_from(std::uint64_t first, std::size_t count) {
    return bsc::encode_votes(make_votes(first, count));
}

/// A stage with one handler.
struct Told : Stage {
    FakeVoteHandler handler;
    Told() { host.provide<bsc::VoteHandler>(handler); }
};

/// The votes that have come to the other side, by their hashes.
inline std::vector<Hash256> vote_hashes_in(Line& line) {
    std::vector<Hash256> hashes;
    while (const std::optional<net::Message> message = line.next()) {
        if (message->code != bsc::code::votes) continue;
        const auto votes = bsc::split_votes(message->payload, bsc::limits::known_votes).value();
        for (const BytesView vote : votes) hashes.push_back(crypto::keccak256(vote));
    }
    return hashes;
}

/// How many votes have come to the other side.
inline std::size_t votes_in(Line& line) { return vote_hashes_in(line).size(); }

/// A stage whose node stores and follows a chain, and relays votes.
struct Following : Stage {
    FakeChain whole = chain_of(130);
    FakeStore store{chain_of(60)};
    FakeHeads heads;

    Following() {
        host.provide<chain::ChainReader>(store).provide<chain::HeadTracker>(heads);
        host.set("relay-votes", "true");
        grow(60);
    }

    static FakeChain chain_of(std::uint64_t blocks) {
        ChainOptions options;
        options.transactions = 0;
        return FakeChain(options).extend(blocks);
    }

    /// The chain has come to that block, which is of now.
    void grow(std::uint64_t number) {
        std::vector<chain::StoredBlock> more;
        for (std::uint64_t i = store.head().number + 1; i <= number; ++i) {
            more.push_back(whole.block(i));
        }
        if (!more.empty()) (void)loop.run(store.append(more));
        chain::Head head = store.head();
        head.time =
            static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                           Clock::of(loop.executor()).wall().time_since_epoch())
                                           .count());
        heads.set_local_head(head, 0);
    }

    /// Votes of so many validators for the block, which may be told to have another number.
    Bytes votes_for(std::uint64_t block, std::uint8_t count, std::uint64_t number = 0) const {
        std::vector<bsc::Vote> votes;
        for (std::uint8_t i = 0; i < count; ++i) {
            bsc::Vote vote = make_vote(number == 0 ? block : number);
            vote.target_hash = whole.block(block).hash;
            vote.address.bytes[1] = i;
            votes.push_back(vote);
        }
        return bsc::encode_votes(votes);
    }
};

}  // namespace plexus::testing
