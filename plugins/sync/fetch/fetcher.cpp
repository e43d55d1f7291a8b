#include "fetcher.hpp"

#include <algorithm>
#include <iterator>

#include <api/async/clock.hpp>
#include <kit/eth/types/limits.hpp>

#include "held.hpp"

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// How long to wait before all peers get the request again.
constexpr auto between_attempts = 1s;

/// After so many attempts without any response the blocks are taken not to exist.
constexpr unsigned most_vain = 3;

/// How long the peers that get a request side by side may take.
constexpr auto request_limit = 15s;

/// How many peers get a request for the contents of headers that may be made up. They are of few
/// blocks, so that it does not matter if many respond.
constexpr std::size_t most_peers = 64;

/// How long the peer that has shown such headers may take then.
constexpr auto show_limit = 3s;

/// The headers whose part is still absent, as many as may be requested at once.
/// @param stands_alone  whether a block's part must not be requested together with others
template <class StandsAlone>
eth::Headers lacking(const eth::Headers& headers, const eth::OptionalItems& parts, std::size_t most,
                     StandsAlone stands_alone) {
    eth::Headers result;
    for (std::size_t i = 0; i < headers.size() && result.size() < most; ++i) {
        if (parts[i]) continue;
        const bool alone = stands_alone(headers[i].header);
        if (alone && !result.empty()) break;
        result.push_back(headers[i]);
        if (alone) break;
    }
    return result;
}

/// Puts the parts of a response, which are for the first absent ones, in their places.
/// @returns how many were filled
std::uint64_t fill(eth::OptionalItems& parts, const eth::OptionalItems& brought) {
    std::uint64_t count = 0;
    auto next = brought.begin();
    for (auto part = parts.begin(); part != parts.end() && next != brought.end(); ++part) {
        if (*part) continue;
        *part = *next++;
        if (*part) ++count;
    }
    return count;
}

/// Whether the peer has responded, and has it not.
bool lacks_it(const eth::Response<eth::OptionalItems>& response, const net::NodeId& peer) {
    return std::ranges::any_of(response.attempts(), [&peer](const eth::Attempt& attempt) {
        return attempt.peer->node().id == peer && attempt.error == Errc::not_found;
    });
}

/// Makes a batch shorter that holds too much: what is behind the first gap goes.
void shorten(Batch& batch, const eth::OptionalItems& parts, std::optional<Batch>& rest) {
    const auto gap = std::ranges::find_if(parts, [](const auto& part) { return !part; });
    const auto kept = std::max<std::ptrdiff_t>(gap - parts.begin(), 1);
    if (static_cast<std::size_t>(kept) == batch.headers.size()) return;
    Batch others = batch.split(static_cast<std::size_t>(kept));
    if (rest) {
        std::ranges::move(rest->headers, std::back_inserter(others.headers));
    }
    rest = std::move(others);
}

}  // namespace

awaitable<Result<std::optional<Batch>>> Fetcher::fetch(Batch& batch, std::size_t limit_bytes,
                                                       Effort effort) {
    std::optional<Batch> rest;
    batch.bodies = eth::empty_bodies(batch.headers);
    // Receipts take about as much as bodies. A batch that the bodies fill alone would be made
    // shorter when the receipts come, and the bodies behind fetched again.
    const std::size_t bodies_limit =
        receipts_ == Receipts::unwanted ? limit_bytes : limit_bytes / 2;
    const Result<void> bodies =
        co_await fetch_parts(batch, bodies_limit, Kind::bodies, rest, effort);
    if (!bodies) co_return bodies.error();
    if (receipts_ == Receipts::unwanted) co_return rest;
    batch.receipts = eth::empty_receipts(batch.headers);
    const Result<void> receipts =
        co_await fetch_parts(batch, limit_bytes, Kind::receipts, rest, effort);
    if (!receipts) co_return receipts.error();
    co_return rest;
}

awaitable<Result<void>> Fetcher::fetch_parts(Batch& batch, std::size_t limit_bytes, Kind kind,
                                             std::optional<Batch>& rest, Effort effort) {
    const bool of_bodies = kind == Kind::bodies;
    eth::OptionalItems& parts = of_bodies ? batch.bodies : batch.receipts;
    const std::size_t most =
        of_bodies ? eth::limits::request_bodies : eth::limits::request_receipts;
    auto held = of_bodies ? add_held_bodies(services_, batch, limit_bytes)
                          : add_held_receipts(services_, batch, limit_bytes);
    co_await std::move(held);
    // Without a part of this kind there is nothing that says where the batch may end.
    if (parts.front() && batch.bytes() >= limit_bytes) shorten(batch, parts, rest);
    const auto is_large = [of_bodies](const eth::Header& header) {
        return !of_bodies && LargeReceipts::may_be_of(header);
    };
    unsigned vain = 0;
    while (vain < most_vain) {
        eth::Headers requested = lacking(batch.headers, parts, most, is_large);
        if (requested.empty()) co_return Result<void>{};
        auto pending = is_large(requested.front().header)
                           ? request_large_receipts(batch, std::move(requested.front()))
                           : request(batch, std::move(requested), kind, effort);
        const eth::Response<eth::OptionalItems> response = co_await std::move(pending);
        if (response) {
            Share& share = batch.served[peer_line(*response.peer())];
            (of_bodies ? share.bodies : share.receipts) += fill(parts, *response);
            if (batch.bytes() >= limit_bytes) shorten(batch, parts, rest);
            continue;
        }
        if (response.error() == Errc::unsupported) {
            if (!parts.front()) co_return response.error();
            shorten(batch, parts, rest);  // what is below it is of use
            continue;
        }
        vain = response.error() == Errc::not_found ? most_vain : vain + 1;
        PLEXUS_LOG(log_, debug) << "no peer had a response"
                                << kv("what", of_bodies ? "bodies" : "receipts")
                                << kv("from", batch.first()) << kv("count", batch.headers.size())
                                << kv("why", response.explain());
        if (effort == Effort::until_the_shower_failed) co_return response.error();
        if (vain < most_vain) co_await sleep_for(between_attempts);
    }
    co_return make_error_code(Errc::not_found);
}

/// Requests until a peer sends an item, or all peers had the request.
/// @returns also Errc::not_found if not even the peer that has shown the headers has a part
awaitable<eth::Response<eth::OptionalItems>> Fetcher::request(const Batch& batch,
                                                              eth::Headers headers, Kind kind,
                                                              Effort effort) {
    const bool unproven = effort == Effort::until_the_shower_failed;
    const net::NodeId shower = batch.headers_from->node().id;
    eth::Client client =
        client_.claimed_by(still_claims(batch.headers_from, batch.told)).within(request_limit);
    if (unproven) client = client.max_peers(most_peers);
    std::set<net::NodeId> tried;
    bool first = true;
    while (true) {
        // Those that have not failed lately come first, then all others.
        auto some =
            request_from(first ? failing_.spare(client) : spare(client, tried), headers, kind);
        eth::Response<eth::OptionalItems> response = co_await std::move(some);
        failing_.note(response.attempts());
        const bool all_tried = !first && response.attempts().empty();
        if (response || all_tried || lacks_it(response, shower)) co_return response;
        for (const eth::Attempt& attempt : response.attempts()) {
            tried.insert(attempt.peer->node().id);
        }
        if (!std::exchange(first, false)) continue;
        // What it has shown may be made up, so that all others would be tried in vain.
        if (!tried.insert(shower).second) {
            if (unproven) co_return response;
            continue;
        }
        const Duration limit = unproven ? Duration{show_limit} : Duration{request_limit};
        auto its = request_from(client.only(batch.headers_from).within(limit), headers, kind);
        response = co_await std::move(its);
        failing_.note(response.attempts());
        if (response || unproven || response.error() == Errc::not_found) co_return response;
    }
}

/// @returns also Errc::unsupported if no peer that sends receipts in parts may have them
awaitable<eth::Response<eth::OptionalItems>> Fetcher::request_large_receipts(
    const Batch& batch, eth::CheckedHeader block) {
    const Clock& clock = Clock::of(services_.host.strand());
    LargeReceipts& large = failing_.of_large_receipts();
    const eth::Headers one(1, block);
    const eth::Client client =
        client_.claimed_by(still_claims(batch.headers_from, batch.told)).within(request_limit);
    auto in_parts = request_from(LargeReceipts::in_parts(client), one, Kind::receipts);
    eth::Response<eth::OptionalItems> response = co_await std::move(in_parts);
    failing_.note(response.attempts());
    if (response) co_return response;
    auto others = large.in_one_message(client.forgiving(), block.hash, clock.now());
    auto in_one = request_from(std::move(others), one, Kind::receipts);
    eth::Response<eth::OptionalItems> last = co_await std::move(in_one);
    large.note(block.hash, last.attempts(), clock.now());
    if (last) co_return last;
    large.name(block, clock.now(), log_);
    if (response.attempts().empty()) response.fail(make_error_code(Errc::unsupported));
    co_return response;
}

awaitable<eth::Response<eth::OptionalItems>> Fetcher::request_from(eth::Client client,
                                                                   eth::Headers headers,
                                                                   Kind kind) {
    if (kind == Kind::bodies) co_return co_await client.bodies(std::move(headers));
    co_return co_await client.receipts(std::move(headers));
}

}  // namespace plexus::sync
