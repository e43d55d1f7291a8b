#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>

#include <api/async/event.hpp>
#include <api/core/result.hpp>
#include <api/core/shared_bytes.hpp>

namespace plexus::inline v1::eth {

/// The questions of one session that wait for their answers.
///
/// An answer is matched by id and code before any of it is decoded. One that comes after its
/// deadline is let pass for a while: the peer was slow, not false.
///
/// @thread the peer's strand
class Requests {
public:
    /// What an answer turned out to be.
    enum class Match : std::uint8_t { expected, late, unasked };

    explicit Requests(Executor strand) : strand_(std::move(strand)) {}

    /// @returns a fresh id for a question that is answered by a message of `answer_code`
    std::uint64_t open(std::uint64_t answer_code);

    /// Waits for the answer's payload.
    /// @errors Errc::peer_gone when the session ends
    awaitable<Result<SharedBytes>> answer(std::uint64_t id);

    /// Forgets a question, however it ended.
    void close(std::uint64_t id);

    Match match(std::uint64_t id, std::uint64_t code, SharedBytes payload);
    void abandon_all();

    std::size_t size() const noexcept { return pending_.size(); }

private:
    struct Pending {
        Pending(std::uint64_t code, const Executor& strand) : answer_code(code), done(strand) {}

        std::uint64_t answer_code;
        Event done;
        std::optional<Result<SharedBytes>> answer{};
    };

    /// How many closed questions are remembered; more than can be open at once.
    static constexpr std::size_t remembered = 256;

    Executor strand_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Pending>> pending_;
    std::deque<std::pair<std::uint64_t, std::uint64_t>> closed_;  ///< id, answer code
};

}  // namespace plexus::inline v1::eth
