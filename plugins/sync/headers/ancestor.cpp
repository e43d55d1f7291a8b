#include "ancestor.hpp"

#include <algorithm>

#include <kit/eth/types/limits.hpp>

#include <plugins/sync/fetch/held.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// For one header.
constexpr auto request_limit = 10s;

enum class Block : std::uint8_t { shared, different };

class Search {
public:
    Search(const Services& services, OurChain& ours, Candidate theirs)
        : services_(services),
          client_(eth::Client(services.pool, services.host.runtime())
                      .only(theirs.peer)
                      .claimed_by(still_claims(theirs.peer, theirs.told))
                      .within(request_limit)),
          ours_(ours),
          theirs_(std::move(theirs)) {}

    awaitable<Result<Position>> run();

private:
    awaitable<Result<Block>> compare(std::uint64_t number);
    awaitable<Result<Hash256>> their_hash(std::uint64_t number);
    awaitable<Result<std::uint64_t>> last_common(std::uint64_t above);

    const Services& services_;
    eth::Client client_;
    OurChain& ours_;
    Candidate theirs_;
    Hash256 common_{};  ///< of the highest block that was found to be the same
};

awaitable<Result<Hash256>> Search::their_hash(std::uint64_t number) {
    if (number == theirs_.number()) co_return theirs_.head.hash;
    if (number + 1 == theirs_.number()) co_return theirs_.head.header.parent;
    const std::uint64_t down = theirs_.number() - number;
    if (down < eth::limits::response_items) {
        const eth::Headers held = co_await held_headers(services_, theirs_.head.hash, down + 1);
        if (!held.empty()) co_return held.front().hash;
    }
    chain::HeaderQuery query;
    query.number = number;
    query.amount = 1;
    const eth::Response<eth::Headers> header = co_await client_.headers(query);
    if (!header) co_return header.error();
    co_return header->front().hash;
}

awaitable<Result<Block>> Search::compare(std::uint64_t number) {
    const Result<Hash256> our_hash = co_await ours_.hash_at(number);
    if (!our_hash && our_hash.error() != Errc::not_found) co_return our_hash.error();
    if (our_hash && ours_.is_shared_by_all(number)) {
        common_ = *our_hash;
        co_return Block::shared;
    }
    const Result<Hash256> hash = co_await their_hash(number);
    if (!hash) co_return hash.error();
    if (!our_hash || *our_hash != *hash) co_return Block::different;
    common_ = *hash;
    co_return Block::shared;
}

/// @param above  a number at which the chains differ
awaitable<Result<std::uint64_t>> Search::last_common(std::uint64_t above) {
    const std::uint64_t lowest = ours_.lowest_ancestor();
    std::uint64_t common = above;
    for (std::uint64_t step = 1; common == above; step *= 2) {
        if (above <= lowest) co_return make_error_code(Errc::limit_exceeded);
        const std::uint64_t probe = above - std::min(step, above - lowest);
        const Result<Block> block = co_await compare(probe);
        if (!block) co_return block.error();
        common = probe;
        if (*block == Block::different) above = probe;
    }
    while (above - common > 1) {
        const std::uint64_t middle = common + (above - common) / 2;
        const Result<Block> block = co_await compare(middle);
        if (!block) co_return block.error();
        (*block == Block::shared ? common : above) = middle;
    }
    co_return common;
}

awaitable<Result<Position>> Search::run() {
    const Position end = ours_.end();
    if (!end.parent) co_return end;  // nothing of ours that it could leave
    const std::uint64_t highest = std::min(end.next - 1, theirs_.number());
    const Result<Block> block = co_await compare(highest);
    if (!block) co_return block.error();
    std::uint64_t common = highest;
    if (*block == Block::different) {
        const Result<std::uint64_t> found = co_await last_common(highest);
        if (!found) co_return found.error();
        common = *found;
    }
    Position behind;
    behind.next = common + 1;
    behind.parent = common_;
    co_return behind;
}

}  // namespace

awaitable<Result<Position>> find_ancestor(const Services& services, OurChain& ours,
                                          Candidate theirs) {
    Search search(services, ours, std::move(theirs));
    co_return co_await search.run();
}

}  // namespace plexus::sync
