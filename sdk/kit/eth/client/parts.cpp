#include "parts.hpp"

#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>

namespace plexus::inline v1::eth {
namespace {

using Items = Result<chain::RawItems>;
using namespace std::chrono_literals;

/// Shorter than callers wait for a block at the tip, so that what has come is still of use to them.
constexpr auto parts_limit = 4s;

/// What a part is that the root says to be empty: it need not be there.
constexpr std::size_t header_part = 0;
constexpr std::size_t body_part = 1;
constexpr std::size_t receipts_part = 2;

awaitable<void> take(awaitable<Items> request, Items& into) { into = co_await std::move(request); }

Result<Headers> header_of(const SharedBytes& header, const BlockAnnouncement& block) {
    chain::HeaderQuery query;
    query.hash = block.hash;
    query.amount = 1;
    Result<Headers> headers = check_headers(query, std::span(&header, 1));
    if (headers && headers->front().header.number != block.number) return Errc::invalid_data;
    return headers;
}

/// Puts a part behind the others: an empty item for one that is empty by its root.
/// @errors  Errc::not_found if it is not there, or the error of its request
Result<void> add(const Items& part, bool empty_by_root, chain::RawItems& all) {
    if (empty_by_root) {
        all.emplace_back();
        return {};
    }
    if (!part) return part.error();
    if (part->empty()) return Errc::not_found;
    all.push_back(part->front());
    return {};
}

}  // namespace

awaitable<Result<chain::RawItems>> fetch_parts(Remote& remote, BlockAnnouncement block,
                                               PartsWanted wanted) {
    Items header = make_error_code(Errc::timed_out);
    Items body = header;
    Items receipt = header;
    chain::HeaderQuery query;
    query.hash = block.hash;
    query.amount = 1;
    const std::vector<Hash256> hashes(1, block.hash);
    const Executor strand = co_await asio::this_coro::executor;
    TaskScope requests(strand);
    requests.spawn("eth announced header", take(remote.headers(query), header));
    requests.spawn("eth announced body", take(remote.bodies(hashes), body));
    if (wanted == PartsWanted::with_receipts) {
        requests.spawn("eth announced receipts", take(remote.receipts(hashes), receipt));
    }
    // A peer may send nothing for a part that the header says to be empty.
    auto all_parts = requests.join();
    (void)co_await within(parts_limit, std::move(all_parts));
    if (!header) co_return header.error();
    if (header->empty()) co_return chain::RawItems{};
    // A bad one is the check's affair.
    const Result<Headers> headers = header_of(header->front(), block);
    if (!headers) co_return std::move(*header);
    chain::RawItems all;
    all.push_back(header->front());
    Result<void> added = add(body, empty_bodies(*headers).front().has_value(), all);
    const bool no_receipts =
        wanted == PartsWanted::without_receipts || empty_receipts(*headers).front().has_value();
    if (added) added = add(receipt, no_receipts, all);
    if (added.error() == Errc::not_found) co_return chain::RawItems{};
    if (!added) co_return added.error();
    co_return all;
}

Result<BlockParts> check_parts(const chain::RawItems& items, const BlockAnnouncement& block,
                               PartsWanted wanted, const BodyRules* rules) {
    Result<Headers> headers = header_of(items.at(header_part), block);
    if (!headers) return headers.error();
    OptionalItems body = empty_bodies(*headers);
    if (!body.front()) {
        const std::span one(&items.at(body_part), 1);
        const Result<void> matched = match_bodies(*headers, one, body, rules);
        if (!matched) return matched.error();
    }
    BlockParts parts;
    if (wanted == PartsWanted::with_receipts) {
        OptionalItems list = empty_receipts(*headers);
        if (!list.front()) {
            const std::span one(&items.at(receipts_part), 1);
            const Result<void> matched = match_receipts(*headers, one, list);
            if (!matched) return matched.error();
        }
        parts.receipts = std::move(*list.front());
    }
    parts.body = std::move(*body.front());
    parts.header = std::move(headers->front());
    return parts;
}

}  // namespace plexus::inline v1::eth
