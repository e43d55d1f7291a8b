#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>

#include <api/async/event.hpp>
#include <api/core/result.hpp>
#include <api/core/shared_bytes.hpp>

namespace plexus::inline v1::eth {

/// The requests of one session that wait for their responses.
///
/// A response is matched by id and code before any of it is decoded. A response that comes after
/// its deadline is ignored rather than refused: the peer was slow, but broke no rule.
///
/// @thread the peer's strand
class Requests {
public:
    /// What a response turned out to be.
    enum class Match : std::uint8_t {
        expected,     ///< a request waited for it
        late,         ///< its request was closed not long ago
        unrequested,  ///< no request had this id and response code: a breach
    };

    /// @param strand  the peer's
    explicit Requests(Executor strand) : strand_(std::move(strand)) {}

    /// Opens a request, to be closed by close().
    /// @param response_code  the code of the message that is its response
    /// @returns a fresh, random request-id: a peer cannot respond to a request that it has not yet
    ///          received
    std::uint64_t open(std::uint64_t response_code);

    /// Waits for the response's payload.
    /// @errors Errc::peer_gone when the session ends
    awaitable<Result<SharedBytes>> response(std::uint64_t id);

    /// Forgets a request, however it ended.
    void close(std::uint64_t id);

    /// Completes the request that a response belongs to, and says whether there is one.
    /// @param code  of the response's message
    Match match(std::uint64_t id, std::uint64_t code, SharedBytes payload);
    /// Ends all open requests with Errc::peer_gone: the session is over.
    void abandon_all();

    /// How many are open.
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
    std::list<std::pair<std::uint64_t, std::uint64_t>> closed_;  ///< id, response code
};

}  // namespace plexus::inline v1::eth
