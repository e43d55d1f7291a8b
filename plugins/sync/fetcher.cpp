#include "fetcher.hpp"

#include <api/async/blocking.hpp>
#include <api/async/clock.hpp>
#include <kit/eth/limits.hpp>

#include "matching.hpp"

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// How long to wait before everybody is asked again.
constexpr auto between_attempts = 1s;

/// How often everybody may have nothing before the headers are doubted.
constexpr unsigned most_vain = 5;

using Match = Result<void> (*)(std::vector<Piece*>&, const chain::RawItems&);

std::vector<Piece*> lacking(Batch& batch, bool Piece::*part, std::size_t most) {
    std::vector<Piece*> result;
    for (Piece& piece : batch.pieces) {
        if (!(piece.*part) && result.size() < most) result.push_back(&piece);
    }
    return result;
}

std::vector<Hash256> hashes_of(const std::vector<Piece*>& pieces) {
    std::vector<Hash256> hashes;
    for (const Piece* piece : pieces) hashes.push_back(piece->block.hash);
    return hashes;
}

awaitable<ErrorCode> check_match(Runtime& runtime, std::vector<Piece*>& asked,
                                 const chain::RawItems& items, Match match) {
    auto work = [&asked, &items, match] {
        const Result<void> matched = match(asked, items);
        return matched ? ErrorCode{} : matched.error();
    };
    co_return co_await on_blocking(runtime, std::move(work));
}

}  // namespace

awaitable<Result<void>> Fetcher::fetch_contents(Batch& batch) {
    fill_empty(batch.pieces);
    const Result<void> bodies = co_await fetch_bodies(batch);
    if (!bodies || receipts_ == Receipts::unwanted) co_return bodies;
    co_return co_await fetch_receipts(batch);
}

awaitable<void> Fetcher::fetch_headers(Batch& batch, const std::set<net::NodeId>& suspects) {
    chain::HeaderQuery query;
    query.number = batch.first;
    query.amount = batch.count;
    const eth::Client::Check check =
        [&batch](const chain::RawItems& items) -> awaitable<ErrorCode> {
        Result<std::vector<Piece>> pieces = link_headers(items, batch.first);
        if (!pieces) co_return pieces.error();
        // A peer may have less than it was asked for; it is then no use for this batch.
        if (pieces->size() < batch.count) co_return make_error_code(Errc::not_found);
        batch.pieces = std::move(*pieces);
        co_return ErrorCode{};
    };
    const eth::Client::Among among = [&batch, &suspects](const net::Peer& peer) {
        const net::NodeId& id = peer.node().id;
        return !batch.misfits.contains(id) && !suspects.contains(id);
    };
    while (true) {
        const Result<eth::Client::Answer> answer = co_await client_.headers(query, check, among);
        if (answer) {
            batch.headers_from = answer->peer;
            co_return;
        }
        co_await pause(batch, "headers", answer.error());
    }
}

awaitable<Result<void>> Fetcher::fetch_bodies(Batch& batch) {
    unsigned vain = 0;
    while (vain < most_vain) {
        std::vector<Piece*> asked = lacking(batch, &Piece::has_body, eth::limits::ask_bodies);
        if (asked.empty()) co_return Result<void>{};
        eth::Client::Check check = [this, &asked](const chain::RawItems& items) {
            return check_match(runtime_, asked, items, &match_bodies);
        };
        const Result<eth::Client::Answer> answer = co_await client_.bodies(hashes_of(asked), check);
        if (!answer) co_await pause(batch, "bodies", answer.error());
        if (!answer && answer.error() == Errc::not_found) ++vain;
    }
    co_return make_error_code(Errc::not_found);
}

awaitable<Result<void>> Fetcher::fetch_receipts(Batch& batch) {
    unsigned vain = 0;
    while (vain < most_vain) {
        std::vector<Piece*> asked = lacking(batch, &Piece::has_receipts, eth::limits::ask_receipts);
        if (asked.empty()) co_return Result<void>{};
        eth::Client::Check check = [this, &asked](const chain::RawItems& items) {
            return check_match(runtime_, asked, items, &match_receipts);
        };
        const Result<eth::Client::Answer> answer =
            co_await client_.receipts(hashes_of(asked), check);
        if (!answer) co_await pause(batch, "receipts", answer.error());
        if (!answer && answer.error() == Errc::not_found) ++vain;
    }
    co_return make_error_code(Errc::not_found);
}

awaitable<void> Fetcher::pause(const Batch& batch, const char* what, ErrorCode error) {
    PLEXUS_LOG(log_, debug) << "nobody could answer" << kv("what", std::string_view{what})
                            << kv("from", batch.first) << kv("count", batch.count)
                            << kv("error", error.message());
    co_await sleep_for(between_attempts);
}

}  // namespace plexus::sync
