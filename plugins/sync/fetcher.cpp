#include "fetcher.hpp"

#include <api/async/clock.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// How long to wait before all peers are asked again.
constexpr auto between_attempts = 1s;

/// After this many attempts without any response the headers themselves are doubted.
constexpr unsigned most_vain = 5;

/// The headers whose part is still absent, as many as may be asked for at once.
eth::Headers lacking(const eth::Headers& headers, const eth::Parts& parts, std::size_t most) {
    eth::Headers result;
    for (std::size_t i = 0; i < headers.size() && result.size() < most; ++i) {
        if (!parts[i]) result.push_back(headers[i]);
    }
    return result;
}

/// Puts the parts of a response, which are for the first absent ones, in their places.
/// @returns how many were filled
std::uint64_t fill(eth::Parts& parts, const eth::Parts& brought) {
    std::uint64_t count = 0;
    auto next = brought.begin();
    for (auto part = parts.begin(); part != parts.end() && next != brought.end(); ++part) {
        if (*part) continue;
        *part = *next++;
        if (*part) ++count;
    }
    return count;
}

}  // namespace

awaitable<Result<void>> Fetcher::fetch_contents(Batch& batch) {
    batch.bodies = eth::empty_bodies(batch.headers);
    const Result<void> bodies = co_await fetch_bodies(batch);
    if (!bodies || receipts_ == Receipts::unwanted) co_return bodies;
    batch.receipts = eth::empty_receipts(batch.headers);
    co_return co_await fetch_receipts(batch);
}

awaitable<void> Fetcher::fetch_headers(Batch& batch, const std::set<net::NodeId>& excluded) {
    chain::HeaderQuery query;
    query.number = batch.first;
    query.amount = batch.count;
    const eth::RequestOptions::Among trusted = [&batch, &excluded](const net::Peer& peer) {
        const net::NodeId& id = peer.node().id;
        return !batch.excluded.contains(id) && !excluded.contains(id);
    };
    // A peer that has only a part of the headers is of no use for this batch.
    const eth::Client client = client_.among(trusted).whole();
    while (true) {
        eth::Response<eth::Headers> response = co_await client.headers(query);
        if (response) {
            batch.headers_from = response.peer();
            batch.headers = std::move(*response);
            co_return;
        }
        co_await pause(batch, "headers", response.explain());
    }
}

awaitable<Result<void>> Fetcher::fetch_bodies(Batch& batch) {
    unsigned vain = 0;
    while (vain < most_vain) {
        eth::Headers requested = lacking(batch.headers, batch.bodies, eth::limits::request_bodies);
        if (requested.empty()) co_return Result<void>{};
        const eth::Response<eth::Parts> response = co_await client_.bodies(std::move(requested));
        if (response) {
            Share& share = batch.served[peer_line(*response.peer())];
            share.bodies += fill(batch.bodies, *response);
            continue;
        }
        if (response.error() == Errc::not_found) ++vain;
        co_await pause(batch, "bodies", response.explain());
    }
    co_return make_error_code(Errc::not_found);
}

awaitable<Result<void>> Fetcher::fetch_receipts(Batch& batch) {
    unsigned vain = 0;
    while (vain < most_vain) {
        eth::Headers requested =
            lacking(batch.headers, batch.receipts, eth::limits::request_receipts);
        if (requested.empty()) co_return Result<void>{};
        const eth::Response<eth::Parts> response = co_await client_.receipts(std::move(requested));
        if (response) {
            Share& share = batch.served[peer_line(*response.peer())];
            share.receipts += fill(batch.receipts, *response);
            continue;
        }
        if (response.error() == Errc::not_found) ++vain;
        co_await pause(batch, "receipts", response.explain());
    }
    co_return make_error_code(Errc::not_found);
}

awaitable<void> Fetcher::pause(const Batch& batch, const char* what, std::string why) {
    PLEXUS_LOG(log_, debug) << "nobody could answer" << kv("what", std::string_view{what})
                            << kv("from", batch.first) << kv("count", batch.count)
                            << kv("why", why);
    co_await sleep_for(between_attempts);
}

}  // namespace plexus::sync
