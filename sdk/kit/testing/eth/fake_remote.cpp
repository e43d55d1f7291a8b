#include "fake_remote.hpp"

#include <algorithm>
#include <optional>

#include <kit/crypto/keccak.hpp>

namespace plexus::testing {
namespace {

/// When a session gives up on a request: what ProtocolStats tells of a peer without a history.
constexpr std::chrono::seconds deadline{30};

/// Counts a request as long as it is open.
class Open {
public:
    explicit Open(std::size_t& count) : count_(count) { ++count_; }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() { --count_; }

private:
    std::size_t& count_;
};

template <class Part>
chain::RawItems parts_of(const FakeChain& chain, const std::vector<Hash256>& hashes, Part part) {
    chain::RawItems items;
    for (const Hash256& hash : hashes) {
        const chain::StoredBlock* block = chain.find(hash);
        if (block != nullptr) part(*block, items);
    }
    return items;
}

/// @returns nothing where the row leaves the range of numbers
std::optional<std::uint64_t> next_number(std::uint64_t number, const chain::HeaderQuery& query) {
    const std::uint64_t step = query.skip + 1;
    if (step == 0) return std::nullopt;
    if (query.reverse) return number < step ? std::nullopt : std::optional{number - step};
    return number + step < number ? std::nullopt : std::optional{number + step};
}

template <class Item>
Result<void> note(bool gone, std::vector<Item>& notes, const std::vector<Item>& items) {
    if (gone) return make_error_code(Errc::peer_gone);
    notes.insert(notes.end(), items.begin(), items.end());
    return {};
}

}  // namespace

chain::RawItems headers_of(const FakeChain& chain, std::uint64_t height,
                           const chain::HeaderQuery& query) {
    std::optional<std::uint64_t> number = query.number;
    if (query.hash) {
        const chain::StoredBlock* block = chain.find(*query.hash);
        if (block == nullptr) return {};
        number = block->number;
    }
    height = std::min(height, chain.height());
    chain::RawItems items;
    while (items.size() < query.amount && number && *number >= chain.first() && *number <= height) {
        items.push_back(chain.block(*number).header);
        number = next_number(*number, query);
    }
    return items;
}

chain::RawItems bodies_of(const FakeChain& chain, const std::vector<Hash256>& hashes) {
    return parts_of(chain, hashes, [](const chain::StoredBlock& block, chain::RawItems& items) {
        if (!block.body.empty()) items.push_back(block.body);
    });
}

chain::RawItems receipts_of(const FakeChain& chain, const std::vector<Hash256>& hashes) {
    return parts_of(chain, hashes, [](const chain::StoredBlock& block, chain::RawItems& items) {
        if (block.receipts) items.push_back(*block.receipts);
    });
}

void FakeRemote::follow(const FakeChain& chain, std::uint64_t height) {
    chain_ = &chain;
    height_ = height;
    const chain::Head head = chain.head_at(height);
    said.genesis = chain.block(chain.first()).hash;
    said.head = head.hash;
    said.total_difficulty = head.total_difficulty;
    said.latest = 0;
}

/// Lets the time pass that a response takes.
/// @returns the error that comes in its place, if one does
awaitable<ErrorCode> FakeRemote::take_time() const {
    if (silent) {
        co_await sleep_for(deadline);
        co_return make_error_code(Errc::timed_out);
    }
    if (delay != Duration::zero()) co_await sleep_for(delay);
    co_return ErrorCode{};
}

std::vector<Hash256> FakeRemote::without_omitted(std::vector<Hash256> hashes) const {
    std::erase_if(hashes, [this](const Hash256& hash) { return omitted.contains(hash); });
    return hashes;
}

FakeRemote::Items FakeRemote::shortened(chain::RawItems items) const {
    if (items.size() > most_items) items.resize(most_items);
    return items;
}

awaitable<FakeRemote::Items> FakeRemote::headers(chain::HeaderQuery query) {
    ++header_requests;
    header_queries.push_back(query);
    const Open open(busy);
    auto responding = headers_for(query);
    const Items headers = co_await std::move(responding);
    learn_number(query, headers);
    co_return headers;
}

/// As a session does that learns the number of the head from its header.
void FakeRemote::learn_number(const chain::HeaderQuery& query, const Items& headers) {
    if (!query.hash || *query.hash != said.head || said.latest != 0) return;
    if (!headers || headers->empty() || crypto::keccak256(headers->front()) != said.head) return;
    const Result<eth::Header> head = eth::decode_header(headers->front());
    if (head) said.latest = head->number;
}

awaitable<FakeRemote::Items> FakeRemote::headers_for(chain::HeaderQuery query) {
    if (on_headers) co_return co_await on_headers(query);
    const ErrorCode problem = co_await take_time();
    if (problem) co_return problem;
    if (chain_ == nullptr) co_return chain::RawItems{};
    co_return shortened(headers_of(*chain_, height_, query));
}

awaitable<FakeRemote::Items> FakeRemote::bodies(std::vector<Hash256> hashes) {
    ++body_requests;
    const Open open(busy);
    if (on_bodies) co_return co_await on_bodies(std::move(hashes));
    const ErrorCode problem = co_await take_time();
    if (problem) co_return problem;
    if (chain_ == nullptr) co_return chain::RawItems{};
    co_return shortened(bodies_of(*chain_, without_omitted(std::move(hashes))));
}

awaitable<FakeRemote::Items> FakeRemote::receipts(std::vector<Hash256> hashes) {
    ++receipt_requests;
    const Open open(busy);
    if (on_receipts) co_return co_await on_receipts(std::move(hashes));
    const ErrorCode problem = co_await take_time();
    if (problem) co_return problem;
    if (chain_ == nullptr) co_return chain::RawItems{};
    co_return shortened(receipts_of(*chain_, without_omitted(std::move(hashes))));
}

awaitable<FakeRemote::Transactions> FakeRemote::pooled_transactions(std::vector<Hash256> hashes) {
    requested_transactions.push_back(hashes);
    const Open open(busy);
    if (on_transactions) co_return co_await on_transactions(std::move(hashes));
    const ErrorCode problem = co_await take_time();
    if (problem) co_return problem;
    std::vector<eth::RawTransaction> found;
    for (const Hash256& hash : without_omitted(std::move(hashes))) {
        const auto known_one = std::ranges::find(pooled, hash, &eth::RawTransaction::hash);
        if (known_one != pooled.end() && found.size() < most_items) found.push_back(*known_one);
    }
    co_return found;
}

awaitable<FakeRemote::Items> FakeRemote::node_data(std::vector<Hash256> hashes) {
    const Open open(busy);
    if (on_node_data) co_return co_await on_node_data(std::move(hashes));
    const ErrorCode problem = co_await take_time();
    if (problem) co_return problem;
    co_return chain::RawItems{};
}

bool FakeRemote::lacks_block(const Hash256& hash) const {
    return std::ranges::find(known, hash) == known.end();
}

Result<void> FakeRemote::send_block(eth::BlockGossip block) {
    last_block = block;
    return note(gone, blocks, {block->content().block});
}

Result<void> FakeRemote::announce_blocks(eth::BlockHashGossip items) {
    return note(gone, announced_blocks, items->content());
}

Result<void> FakeRemote::send_transactions(eth::TxGossip items) {
    return note(gone, transactions, items->content());
}

Result<void> FakeRemote::announce_transactions(eth::TxHashGossip items) {
    return note(gone, announced_transactions, items->content());
}

}  // namespace plexus::testing
