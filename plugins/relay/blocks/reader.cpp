#include "reader.hpp"

namespace plexus::relay {

chain::Head Reader::head() const {
    const KeptBlockPtr last = recent_.head();
    if (!last) return profile_.genesis();
    chain::Head head;
    head.number = last->block.number;
    head.time = last->block.time;
    head.hash = last->block.hash;
    return head;
}

awaitable<Result<chain::RawItems>> Reader::headers(chain::HeaderQuery query, chain::Budget budget) {
    chain::RawItems items = recent_.headers(query, budget);
    const bool genesis = query.hash ? *query.hash == profile_.genesis().hash : query.number == 0;
    // What Status tells must be had. Between it and the recent blocks there is a gap.
    if (items.empty() && genesis && query.amount > 0) items.push_back(profile_.genesis_header());
    co_return items;
}

awaitable<Result<chain::RawItems>> Reader::bodies(std::vector<Hash256> hashes,
                                                  chain::Budget budget) {
    co_return recent_.bodies(hashes, budget);
}

awaitable<Result<chain::RawItems>> Reader::receipts(std::vector<Hash256>, chain::Budget) {
    co_return chain::RawItems{};
}

}  // namespace plexus::relay
