#pragma once

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

}  // namespace plexus::testing
