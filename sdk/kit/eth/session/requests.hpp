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

/// The requests of one session that wait for their responses.
///
/// A response is matched by id and code before any of it is decoded. One that comes after its
/// deadline is let pass for a while: the peer was slow, not false.
///
/// @thread the peer's strand
class Requests {
public:
    /// What a response turned out to be.
    enum class Match : std::uint8_t { expected, late, unrequested };

    explicit Requests(Executor strand) : strand_(std::move(strand)) {}

    /// @returns a fresh id for a request that is answered by a message of `answer_code`
    std::uint64_t open(std::uint64_t response_code);

    /// Waits for the response's payload.
    /// @errors Errc::peer_gone when the session ends
    awaitable<Result<SharedBytes>> response(std::uint64_t id);

    /// Forgets a request, however it ended.
    void close(std::uint64_t id);

    Match match(std::uint64_t id, std::uint64_t code, SharedBytes payload);
    void abandon_all();

    std::size_t size() const noexcept { return pending_.size(); }

private:
    struct Pending {
        Pending(std::uint64_t code, const Executor& strand) : response_code(code), done(strand) {}

        std::uint64_t response_code;
        Event done;
        std::optional<Result<SharedBytes>> response{};
    };

    /// How many closed requests are remembered; more than can be open at once.
    static constexpr std::size_t remembered = 256;

    Executor strand_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Pending>> pending_;
    std::deque<std::pair<std::uint64_t, std::uint64_t>> closed_;  ///< id, answer code
};

}  // namespace plexus::inline v1::eth
