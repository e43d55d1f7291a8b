#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <boost/system/system_error.hpp>

#include <api/async/blocking.hpp>
#include <api/async/within.hpp>
#include <kit/eth/client/candidates.hpp>
#include <kit/eth/client/outcome.hpp>

namespace plexus::inline v1::eth {

/// A question to the network: `Raw` is what a session yields, `Answer` what is left of it once it
/// has been checked.
template <class Raw, class Answer>
struct Inquiry {
    std::uint64_t question = 0;  ///< the message's code
    std::size_t asked = 0;       ///< how many things are asked for
    std::size_t most = 0;        ///< and how many a question may ask for
    std::optional<std::uint64_t> reach{};
    std::function<awaitable<Result<Raw>>(Remote& remote)> ask{};

    /// @returns the answer, and Errc::not_found if it is honest but not enough
    std::function<Result<Answer>(Raw raw)> check{};
};

/// How many peers are asked before a question is given up.
inline constexpr std::size_t most_attempts = 5;

/// From how many bytes on an answer is checked on the blocking pool: about 0.2 ms of hashing, at
/// 159 MB/s (bench/eth_session).
inline constexpr std::size_t large_answer_bytes = 32 * 1024;

inline std::size_t size_of(const SharedBytes& item) noexcept { return item.size(); }
inline std::size_t size_of(const RawTransaction& item) noexcept { return item.bytes.size(); }

template <class Raw>
bool is_large(const Raw& raw) noexcept {
    std::size_t bytes = 0;
    for (const auto& item : raw) bytes += size_of(item);
    return bytes > large_answer_bytes;
}

inline net::PeerEvent event_of(const ErrorCode& wrong) noexcept {
    if (!wrong) return net::PeerEvent::served_request;
    return wrong == Errc::not_found ? net::PeerEvent::empty_response
                                    : net::PeerEvent::sent_bad_data;
}

/// Asks one peer, and checks what it answers.
template <class Raw, class Answer>
awaitable<Result<Answer>> ask_one(const Terms& terms, const Inquiry<Raw, Answer>& inquiry,
                                  const Candidate& candidate, Duration limit) {
    const Executor executor = co_await asio::this_coro::executor;
    const SteadyTime began = Clock::of(executor).now();
    auto question = inquiry.ask(*candidate.remote);
    Result<Raw> raw = co_await plexus::within(limit, std::move(question));
    if (!raw) {
        // If it was the session's own limit that passed, the session has reported it.
        const bool ours =
            raw.error() == Errc::timed_out && Clock::of(executor).now() - began >= limit;
        if (ours) candidate.peer->report(net::PeerEvent::timed_out);
        co_return raw.error();
    }
    Result<Answer> answer = make_error_code(Errc::not_found);
    if (!raw->empty() && is_large(*raw)) {
        auto check = [&inquiry, &raw] { return inquiry.check(std::move(*raw)); };
        answer = co_await on_blocking(*terms.runtime, std::move(check));
    } else if (!raw->empty()) {
        answer = inquiry.check(std::move(*raw));
    }
    candidate.peer->report(event_of(answer.error()));
    co_return answer;
}

/// Asks one peer after the other.
template <class Raw, class Answer>
awaitable<Outcome<Answer>> ask_around(Terms terms, Inquiry<Raw, Answer> inquiry) {
    Outcome<Answer> outcome;
    if (inquiry.asked > inquiry.most) {
        outcome.fail(make_error_code(Errc::limit_exceeded));
        co_return outcome;
    }
    const Executor executor = co_await asio::this_coro::executor;
    const SteadyTime deadline = Clock::of(executor).now() + terms.limit;
    std::vector<Candidate> asked = candidates(terms, inquiry.question, inquiry.reach);
    if (asked.size() > most_attempts) asked.resize(most_attempts);
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const Duration left = deadline - Clock::of(executor).now();
        if (left <= Duration::zero()) {
            outcome.fail(make_error_code(Errc::timed_out));
            break;
        }
        const Duration share = i + 1 < asked.size() ? left / 2 : left;
        Result<Answer> answer = co_await ask_one(terms, inquiry, asked[i], share);
        if (answer) {
            outcome.succeed(asked[i].peer, std::move(*answer));
            break;
        }
        outcome.fail(asked[i].peer, answer.error());
    }
    co_return outcome;
}

/// The same with a cancellation as an outcome.
template <class Raw, class Answer>
awaitable<Outcome<Answer>> inquire(Terms terms, Inquiry<Raw, Answer> inquiry) {
    Outcome<Answer> outcome;
    try {
        auto question = ask_around(std::move(terms), std::move(inquiry));
        outcome = co_await std::move(question);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted) throw;
        outcome.fail(error.code());
    }
    co_return outcome;
}

}  // namespace plexus::inline v1::eth
