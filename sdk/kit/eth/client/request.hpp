#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/system/system_error.hpp>

#include <api/async/blocking.hpp>
#include <api/async/within.hpp>
#include <kit/eth/client/candidates.hpp>
#include <kit/eth/client/check_response.hpp>
#include <kit/eth/client/response.hpp>

namespace plexus::inline v1::eth {

/// A request to the network: `Raw` is what a session yields, `Checked` what is left of it once it
/// has been checked.
template <class Raw, class Checked>
struct Request {
    std::uint64_t code = 0;                ///< of the request message
    std::string_view name{};               ///< of the request message
    std::size_t requested = 0;             ///< how many things are asked for
    std::size_t most = 0;                  ///< how many a request may ask for
    std::optional<std::uint64_t> reach{};  ///< the highest block number asked for, if it is known
    /// Whether a peer's Status says that it has the first thing asked for; none: it says nothing
    std::function<bool(const Status& status)> told{};
    /// Makes the request on one session
    std::function<awaitable<Result<Raw>>(Remote& remote)> send{};

    /// @returns the response, and Errc::not_found if it is honest but not enough
    std::function<Result<Checked>(Raw raw)> check{};
};

/// How many peers are asked before a request is given up.
inline constexpr std::size_t most_attempts = 5;

/// From how many bytes on a response is checked on the blocking pool: about 0.2 ms of hashing, at
/// 159 MB/s (bench/eth_session).
inline constexpr std::size_t large_response_bytes = 32 * 1024;

/// In bytes.
inline std::size_t size_of(const SharedBytes& item) noexcept { return item.size(); }
/// In bytes.
inline std::size_t size_of(const RawTransaction& item) noexcept { return item.bytes.size(); }

/// Whether checking the response would hold up a strand.
template <class Raw>
std::size_t count_bytes(const Raw& raw) noexcept {
    std::size_t bytes = 0;
    for (const auto& item : raw) bytes += size_of(item);
    return bytes;
}

/// How many things a checked response is made of.
template <class Item>
std::size_t count_items(const std::vector<Item>& items) noexcept {
    return items.size();
}
/// How many parts are present.
inline std::size_t count_items(const OptionalItems& parts) noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(parts, [](const auto& part) { return part.has_value(); }));
}

/// Whether an empty response breaks the peer's own word.
template <class Raw, class Checked>
bool has_claimed(const RequestOptions& options, const Request<Raw, Checked>& request,
                 const EthPeer& candidate) {
    if (options.claimed && options.claimed(*candidate.peer)) return true;
    return request.told && request.told(candidate.remote->status());
}

/// What is reported of a peer whose response was checked with this outcome, if anything is.
/// @param broken_word  the response was empty, although the peer had said that it has it
inline std::optional<net::PeerEvent> event_of(const ErrorCode& wrong, bool broken_word) noexcept {
    if (!wrong) return net::PeerEvent::served_request;
    if (wrong != Errc::not_found) return net::PeerEvent::sent_bad_data;
    return broken_word ? std::optional{net::PeerEvent::empty_response} : std::nullopt;
}

/// Sends the request to one peer, checks its response, and reports the peer.
template <class Raw, class Checked>
awaitable<Result<Checked>> request_one(const RequestOptions& options,
                                       const Request<Raw, Checked>& request,
                                       const EthPeer& candidate, Duration limit) {
    const Executor executor = co_await asio::this_coro::executor;
    const SteadyTime began = Clock::of(executor).now();
    const bool claimed = has_claimed(options, request, candidate);
    auto sent = request.send(*candidate.remote);
    Result<Raw> raw = co_await plexus::within(limit, std::move(sent));
    if (!raw) {
        // If it was the session's own limit that passed, the session has reported it.
        const bool ours =
            raw.error() == Errc::timed_out && Clock::of(executor).now() - began >= limit;
        if (ours) {
            net::PeerReport late = net::PeerEvent::timed_out;
            late.message = request.name;
            late.took = limit;
            candidate.remote->report(std::move(late));
        }
        co_return raw.error();
    }
    net::PeerReport report = net::PeerEvent::served_request;
    report.message = request.name;
    report.took = Clock::of(executor).now() - began;
    report.bytes = count_bytes(*raw);
    const bool empty = raw->empty();
    Result<Checked> checked = make_error_code(Errc::not_found);
    if (!empty && report.bytes > large_response_bytes) {
        auto check = [&request, &raw] { return request.check(std::move(*raw)); };
        checked = co_await on_blocking(*options.runtime, std::move(check));
    } else if (!empty) {
        checked = request.check(std::move(*raw));
    }
    const std::optional<net::PeerEvent> event = event_of(checked.error(), empty && claimed);
    if (!event) co_return checked;
    report.event = *event;
    if (checked) report.items = count_items(*checked);
    candidate.remote->report(std::move(report));
    co_return checked;
}

/// Sends the request to one candidate after the other until a response checks. Half of the time
/// that is left goes to each, so that a silent peer leaves some for the next; the last gets it all.
template <class Raw, class Checked>
awaitable<Response<Checked>> request_from_each(RequestOptions options,
                                               Request<Raw, Checked> request) {
    Response<Checked> response;
    if (request.requested > request.most) {
        response.fail(make_error_code(Errc::limit_exceeded));
        co_return response;
    }
    const Executor executor = co_await asio::this_coro::executor;
    const SteadyTime deadline = Clock::of(executor).now() + options.limit;
    std::vector<EthPeer> requested = candidates(options, request.code, request.reach);
    if (requested.size() > most_attempts) requested.resize(most_attempts);
    for (std::size_t i = 0; i < requested.size(); ++i) {
        const Duration left = deadline - Clock::of(executor).now();
        if (left <= Duration::zero()) {
            response.fail(make_error_code(Errc::timed_out));
            break;
        }
        const Duration share = i + 1 < requested.size() ? left / 2 : left;
        Result<Checked> checked = co_await request_one(options, request, requested[i], share);
        if (checked) {
            response.succeed(requested[i].peer, std::move(*checked));
            break;
        }
        response.fail(requested[i].peer, checked.error());
    }
    co_return response;
}

/// `request_from_each`, with a cancellation as an error of the response: a completion handler has
/// no other way to learn of it.
template <class Raw, class Checked>
awaitable<Response<Checked>> send(RequestOptions options, Request<Raw, Checked> request) {
    Response<Checked> response;
    try {
        auto sent = request_from_each(std::move(options), std::move(request));
        response = co_await std::move(sent);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted) throw;
        response.fail(error.code());
    }
    co_return response;
}

}  // namespace plexus::inline v1::eth
