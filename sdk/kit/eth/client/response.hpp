#pragma once

#include <string>
#include <utility>
#include <vector>

#include <api/core/result.hpp>
#include <api/net/peer.hpp>

namespace plexus::inline v1::eth {

/// One peer that was asked, and what came of it.
struct Attempt {
    net::PeerPtr peer{};
    ErrorCode error{};  ///< none of the one who answered
};

/// How a request has ended, in words: who answered, or why nobody did.
std::string explain(const std::vector<Attempt>& attempts, const ErrorCode& error);

/// How a request to the network has ended: the response or the error, and everybody who was asked
/// for it.
template <class T>
class Response {
public:
    /// That of a request which nobody was asked.
    Response() = default;

    bool has_value() const noexcept { return result_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }

    /// @errors throws system_error if there is none
    const T& value() const& { return result_.value(); }
    T value() && { return std::move(result_).value(); }
    const T& operator*() const& noexcept { return *result_; }
    T& operator*() & noexcept { return *result_; }
    const T* operator->() const noexcept { return result_.operator->(); }

    /// Errc::no_peer if nobody could be asked; otherwise the last one's failure, Errc::timed_out if
    /// the time for all was over, operation_aborted after a cancellation. None with a response.
    ErrorCode error() const { return result_.error(); }

    /// Who answered. Null without a response, or if it was clear without asking.
    net::PeerPtr peer() const {
        return has_value() && !attempts_.empty() ? attempts_.back().peer : nullptr;
    }

    /// Everybody who was asked, in that order; who answered is the last one.
    const std::vector<Attempt>& attempts() const noexcept { return attempts_; }

    /// A sentence: who answered, or why nobody did.
    std::string explain() const { return eth::explain(attempts_, error()); }

    // For whoever asks.

    void fail(ErrorCode error) { result_ = error; }
    void fail(net::PeerPtr peer, ErrorCode error) {
        attempts_.emplace_back(std::move(peer), error);
        result_ = error;
    }
    void succeed(T value) { result_ = std::move(value); }
    void succeed(net::PeerPtr peer, T value) {
        attempts_.emplace_back(std::move(peer), ErrorCode{});
        result_ = std::move(value);
    }

    /// Adds those of a request that this one is made of.
    void add(const std::vector<Attempt>& attempts) {
        attempts_.insert(attempts_.end(), attempts.begin(), attempts.end());
    }

private:
    Result<T> result_ = make_error_code(Errc::no_peer);
    std::vector<Attempt> attempts_;
};

}  // namespace plexus::inline v1::eth
