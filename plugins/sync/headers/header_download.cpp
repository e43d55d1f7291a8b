#include "header_download.hpp"

#include <algorithm>

#include <api/async/blocking.hpp>
#include <kit/eth/types/check_header.hpp>

#include <plugins/sync/fetch/batch.hpp>
#include <plugins/sync/fetch/held.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// Headers of one request: go-ethereum and bsc serve twice as many, so that most peers can.
constexpr std::uint64_t most_requested = 512;

/// What a peer must send at least, if it does not send all that was requested: some times the rate
/// at which any chain grows.
constexpr std::size_t least_rate = 16;  // headers in a second

/// After so many slow rows in a row, which nobody else could help with, another chain is followed.
constexpr unsigned most_slow = 3;

bool is_slow(std::size_t received, std::uint64_t wanted, Duration took) {
    const auto whole_seconds = std::chrono::floor<std::chrono::seconds>(took).count();
    return received < wanted && received < least_rate * static_cast<std::size_t>(whole_seconds);
}

/// The rules of every chain.
/// @param before  the header before the first one, if it is known
eth::HeaderFault check_row(const eth::Headers& headers, const std::optional<eth::Header>& before,
                           std::uint64_t now) {
    const eth::Header* parent = before ? &*before : nullptr;
    for (const eth::CheckedHeader& each : headers) {
        const eth::HeaderFault fault = eth::check_header(each.header, parent, now);
        if (fault != eth::HeaderFault::none) return fault;
        parent = &each.header;
    }
    return eth::HeaderFault::none;
}

Result<void> check_all(const chain::HeaderRules& rules, const eth::Headers& headers) {
    for (const eth::CheckedHeader& header : headers) {
        const Result<void> lawful = rules.check(header.raw);
        if (!lawful) return lawful;
    }
    return {};
}

}  // namespace

HeaderDownload::HeaderDownload(const Services& services, Candidate target, Position from,
                               std::optional<eth::Header> parent, std::uint64_t last, Logger& log)
    : services_(services),
      target_(std::move(target)),
      place_(from),
      parent_(std::move(parent)),
      last_(last),
      log_(log),
      client_(services.pool, services.host.runtime()) {}

eth::Client HeaderDownload::others() const {
    return client_.among(
        [id = target_.peer->node().id](const net::Peer& peer) { return peer.node().id != id; });
}

std::uint64_t HeaderDownload::wanted() const noexcept {
    return std::min(last_ - place_.next, most_requested - 1) + 1;
}

awaitable<eth::Response<eth::Headers>> HeaderDownload::request(eth::Client client) {
    chain::HeaderQuery query;
    query.number = place_.next;
    query.amount = wanted();
    co_return co_await client.headers(query);
}

/// Whether they continue what is there, and end in the head that was shown if they reach it.
bool HeaderDownload::fits(const eth::Headers& headers) const {
    if (place_.parent && headers.front().header.parent != *place_.parent) return false;
    const eth::CheckedHeader& back = headers.back();
    return back.header.number != target_.number() || back.hash == target_.head.hash;
}

/// The rest of the headers, if they are few and the node holds them.
/// @returns an empty row if not
awaitable<HeaderRow> HeaderDownload::held() const {
    HeaderRow row;
    row.from = target_.peer;
    row.told = target_.told;
    const std::uint64_t above = target_.number() - place_.next;
    if (above >= most_requested) co_return row;
    if (above == 0) {
        row.headers.push_back(target_.head);
    } else {
        row.headers = co_await held_headers(services_, target_.head.hash, above + 1);
    }
    while (!row.headers.empty() && row.headers.back().header.number > last_) {
        row.headers.pop_back();
    }
    if (!row.headers.empty() && !fits(row.headers)) row.headers.clear();
    co_return row;
}

awaitable<Result<HeaderRow>> HeaderDownload::from_target() {
    Clock& clock = Clock::of(services_.host.strand());
    const SteadyTime began = clock.now();
    const auto claims = still_claims(target_.peer, target_.told);
    auto requested = request(client_.only(target_.peer).claimed_by(claims));
    eth::Response<eth::Headers> response = co_await std::move(requested);
    if (!response) co_return response.error();
    const bool slow = is_slow(response->size(), wanted(), clock.now() - began);
    slow_rows_ = slow ? slow_rows_ + 1 : 0;
    HeaderRow row;
    row.from = target_.peer;
    row.told = target_.told;
    row.headers = std::move(*response);
    co_return row;
}

awaitable<Result<void>> HeaderDownload::check(const HeaderRow& row) const {
    const std::uint64_t now = services_.unix_seconds();
    const eth::HeaderFault fault = check_row(row.headers, parent_, now);
    if (fault == eth::HeaderFault::early) {
        PLEXUS_LOG(log_, warn) << "a peer's blocks lie in the future: its clock or ours is wrong"
                               << kv("peer", net::brief(row.from->node().id))
                               << kv("block", row.headers.back().header.number)
                               << kv("block_time", row.headers.back().header.time)
                               << kv("now", now);
        co_return make_error_code(Errc::invalid_data);
    }
    Result<void> lawful;
    if (fault == eth::HeaderFault::invalid) lawful = make_error_code(Errc::invalid_data);
    if (lawful) lawful = co_await check_rules(row);
    if (lawful) co_return lawful;
    PLEXUS_LOG(log_, warn) << "a peer's headers break the rules of the chain"
                           << kv("peer", net::brief(row.from->node().id))
                           << kv("from", row.headers.front().header.number)
                           << kv("error", lawful.error().message());
    eth::report(*row.from, net::PeerEvent::sent_bad_data);
    co_return make_error_code(Errc::invalid_data);
}

/// Those of the chain's own plugin.
awaitable<Result<void>> HeaderDownload::check_rules(const HeaderRow& row) const {
    if (services_.rules == nullptr) co_return Result<void>{};
    co_await services_.prepare_rules();
    auto work = [rules = services_.rules, &row] { return check_all(*rules, row.headers); };
    co_return co_await on_blocking(services_.host.runtime(), std::move(work));
}

awaitable<Result<HeaderRow>> HeaderDownload::from_peers() {
    Result<HeaderRow> row = make_error_code(Errc::not_found);
    if (slow_rows_ > 0) {
        auto requested = request(others());
        eth::Response<eth::Headers> response = co_await std::move(requested);
        if (response && fits(*response)) {
            row = HeaderRow{};
            row->from = response.peer();
            const auto remote = row->from->handle<eth::Remote>();
            if (remote) row->told = remote->status().head;
            row->headers = std::move(*response);
        }
    }
    if (!row && slow_rows_ >= most_slow) co_return make_error_code(Errc::timed_out);
    if (!row) row = co_await from_target();
    co_return row;
}

awaitable<Result<HeaderRow>> HeaderDownload::next() {
    Result<HeaderRow> row = co_await held();
    if (row->headers.empty()) row = co_await from_peers();
    if (!row) co_return row.error();
    const Result<void> lawful = co_await check(*row);
    if (!lawful) co_return lawful.error();
    // The tip of the peer's chain may have changed meanwhile, so it does not pay.
    if (!fits(row->headers)) co_return make_error_code(Errc::invalid_data);
    place_.next = row->headers.back().header.number + 1;
    place_.parent = row->headers.back().hash;
    parent_ = row->headers.back().header;
    co_return row;
}

}  // namespace plexus::sync
