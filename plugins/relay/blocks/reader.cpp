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

awaitable<Result<Hash256>> Reader::canonical_hash(std::uint64_t number) {
    std::optional<Hash256> hash = recent_.canonical_hash(number);
    if (!hash && number == 0) hash = profile_.genesis().hash;
    if (!hash) co_return make_error_code(Errc::not_found);
    co_return *hash;
}

awaitable<Result<chain::RawItems>> Reader::headers(chain::HeaderQuery query, chain::Budget budget) {
    chain::RawItems items = recent_.headers(query, budget);
    const bool genesis = query.hash ? *query.hash == profile_.genesis().hash : query.number == 0;
    // The genesis block that Status tells must be served, although there is a gap between it and
    // the recent blocks.
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
