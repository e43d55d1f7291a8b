#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/system/system_error.hpp>

#include <api/async/blocking.hpp>
#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
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
    std::size_t requested = 0;             ///< how many things are requested
    std::size_t most = 0;                  ///< how many one message may request
    std::optional<std::uint64_t> reach{};  ///< the highest requested block number, if it is known
    /// Whether a peer's Status says that it has the first requested thing; none: it says nothing
    std::function<bool(const Status& status)> told{};
    /// Makes the request on one session
    std::function<awaitable<Result<Raw>>(Remote& remote)> send{};

    /// @returns the response, and Errc::not_found if it is honest but not enough
    std::function<Result<Checked>(Raw raw)> check{};
};

/// After how many responses that fail a request is given up.
inline constexpr std::size_t most_failures = 5;

/// After that time without a response other peers get the request too: several times a round trip
/// around the world.
inline constexpr std::chrono::seconds slow_after{2};

/// The same for a peer whose responses are known to take long, in mean latencies: on a slow link
/// more requests would only take longer.
inline constexpr int slow_factor = 4;

/// What a peer may take at least before its silence is reported: when several peers get a request
/// one after the other, the last of them may have had only a moment.
inline constexpr std::chrono::seconds least_timeout{5};

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

/// Whether the peer says itself that it has what is requested.
template <class Raw, class Checked>
bool has_claimed(const RequestOptions& options, const Request<Raw, Checked>& request,
                 const EthPeer& candidate) {
    if (options.forgiving) return false;
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
    const bool claimed_before = has_claimed(options, request, candidate);
    auto sent = request.send(*candidate.remote);
    Result<Raw> raw = co_await plexus::within(limit, std::move(sent));
    if (!raw) {
        // If it was the session's own limit that passed, the session has reported it.
        const Duration took = Clock::of(executor).now() - began;
        const bool ours = raw.error() == Errc::timed_out && took >= limit;
        if (ours && limit >= std::min<Duration>(least_timeout, options.limit)) {
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
    // A peer whose chain has left the block meanwhile has broken no word.
    const bool claimed = claimed_before && has_claimed(options, request, candidate);
    const std::optional<net::PeerEvent> event = event_of(checked.error(), empty && claimed);
    if (!event) co_return checked;
    report.event = *event;
    if (checked) report.items = count_items(*checked);
    candidate.remote->report(std::move(report));
    co_return checked;
}

/// Sends one request to candidates side by side until a response checks: to the next one as soon as
/// one has failed, and to as many more as are open whenever those take long. So peers that are
/// silent cost little time, and together no more than one of them.
///
/// @thread     the strand of the request
/// @ownership  outlives its run()
template <class Raw, class Checked>
class SideBySide {
public:
    /// @param request  outlives this
    SideBySide(const Executor& strand, const RequestOptions& options,
               const Request<Raw, Checked>& request)
        : options_(options),
          request_(request),
          clock_(Clock::of(strand)),
          deadline_(clock_.now() + options.limit),
          candidates_(candidates(options, request.code, request.reach)),
          ended_(std::min(candidates_.size(), options.max_peers)),
          requests_(strand),
          changed_(strand) {}

    /// The first response that checks, or the failures of all.
    awaitable<Response<Checked>> run() {
        requests_.spawn("eth request", conduct());
        co_await requests_.join();  // joined even if this is cancelled: the tasks refer to it
        if (!found_) co_return std::move(response_);
        for (std::size_t i = 0; i < next_; ++i) {
            if (!ended_[i]) response_.fail(candidates_[i].peer, make_error_code(Errc::timed_out));
        }
        response_.succeed(std::move(found_by_), std::move(*found_));
        co_return std::move(response_);
    }

private:
    bool has_more() const noexcept { return next_ < ended_.size() && clock_.now() < deadline_; }

    awaitable<void> conduct() {
        while (!found_ && failures_ < most_failures && (open_ > 0 || has_more())) {
            if (has_more() && (open_ == 0 || clock_.now() >= next_start_)) {
                begin_more();
                continue;
            }
            // A request that is open ends by its own deadline.
            auto change = changed_.wait();
            if (has_more()) {
                (void)co_await plexus::within(next_start_ - clock_.now(), std::move(change));
            } else {
                co_await std::move(change);
            }
        }
        requests_.cancel();
    }

    void begin_more() {
        const std::size_t count = failed_now_ ? 1 : std::max<std::size_t>(open_, 1);
        failed_now_ = false;
        Duration start_after = slow_after;
        for (std::size_t i = 0; i < count && next_ < ended_.size(); ++i) {
            const net::ProtocolStats stats = candidates_[next_].remote->stats();
            start_after = std::max<Duration>(start_after, slow_factor * stats.mean_latency);
            ++open_;
            requests_.spawn("eth request to a peer", request_from(next_++));
        }
        next_start_ = clock_.now() + start_after;
    }

    awaitable<void> request_from(std::size_t index) {
        const EthPeer& candidate = candidates_[index];
        const Duration limit = deadline_ - clock_.now();
        Result<Checked> checked = co_await request_one(options_, request_, candidate, limit);
        --open_;
        ended_[index] = true;
        if (checked && !found_) {
            found_by_ = candidate.peer;
            found_ = std::move(*checked);
        } else if (!checked) {
            response_.fail(candidate.peer, checked.error());
            ++failures_;
            failed_now_ = true;
            next_start_ = clock_.now();
        }
        changed_.notify();
    }

    const RequestOptions& options_;
    const Request<Raw, Checked>& request_;
    const Clock& clock_;
    SteadyTime deadline_;
    std::vector<EthPeer> candidates_;
    std::vector<bool> ended_;  ///< whether the candidate's request has ended, one way or other
    TaskScope requests_;
    Event changed_;
    std::size_t next_ = 0;      ///< the first candidate without a request
    std::size_t open_ = 0;      ///< requests on their way
    std::size_t failures_ = 0;  ///< requests that failed
    bool failed_now_ = false;   ///< whether one has failed since others began
    SteadyTime next_start_{};   ///< when more peers get the request
    std::optional<Checked> found_{};
    net::PeerPtr found_by_{};
    Response<Checked> response_{};
};

/// Sends the request to the network.
template <class Raw, class Checked>
awaitable<Response<Checked>> request_from_network(RequestOptions options,
                                                  Request<Raw, Checked> request) {
    if (request.requested > request.most) {
        Response<Checked> refused;
        refused.fail(make_error_code(Errc::limit_exceeded));
        co_return refused;
    }
    const Executor strand = co_await asio::this_coro::executor;
    SideBySide<Raw, Checked> requests(strand, options, request);
    co_return co_await requests.run();
}

/// `request_from_network`, with a cancellation as an error of the response: a completion handler
/// has no other way to learn of it.
template <class Raw, class Checked>
awaitable<Response<Checked>> send(RequestOptions options, Request<Raw, Checked> request) {
    Response<Checked> response;
    try {
        auto sent = request_from_network(std::move(options), std::move(request));
        response = co_await std::move(sent);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted) throw;
        response.fail(error.code());
    }
    co_return response;
}

}  // namespace plexus::inline v1::eth
