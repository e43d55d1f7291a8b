#pragma once

#include <string>
#include <utility>
#include <vector>

#include <api/core/result.hpp>
#include <api/net/peer.hpp>

namespace plexus::inline v1::eth {

/// One peer that had the request, and its failure, if it failed.
struct Attempt {
    net::PeerPtr peer{};  ///< may have gone since; never null
    ErrorCode error{};    ///< none for the peer that responded
};

/// One sentence: which peer responded, or why none did.
std::string explain(const std::vector<Attempt>& attempts, const ErrorCode& error);

/// The result of a request to the network: the content or the error, and every peer that had the
/// request.
template <class T>
class Response {
public:
    /// A failed response: no peer had the request (Errc::no_peer).
    Response() = default;

    bool has_value() const noexcept { return result_.has_value(); }
    /// As has_value().
    explicit operator bool() const noexcept { return has_value(); }

    /// The response's content.
    /// @errors throws system_error if there is none
    const T& value() const& { return result_.value(); }
    /// The same, moved out.
    T value() && { return std::move(result_).value(); }
    /// The content, unchecked: only with a value.
    const T& operator*() const& noexcept { return *result_; }
    /// The content, unchecked: only with a value.
    T& operator*() & noexcept { return *result_; }
    /// The content, unchecked: null without a value.
    const T* operator->() const noexcept { return result_.operator->(); }

    /// Errc::no_peer if no peer could get the request; otherwise the last one's failure,
    /// Errc::timed_out if the time for all was over, operation_aborted after a cancellation. None
    /// with a response.
    ErrorCode error() const { return result_.error(); }

    /// The peer that responded. Null without a value, or if no request had to be sent.
    net::PeerPtr peer() const {
        return has_value() && !attempts_.empty() ? attempts_.back().peer : nullptr;
    }

    /// Every peer that had the request, in order; the peer that responded is the last one.
    const std::vector<Attempt>& attempts() const noexcept { return attempts_; }

    /// One sentence: which peer responded, or why none did.
    std::string explain() const { return eth::explain(attempts_, error()); }

    // For the code that makes the request.

    /// Sets the error of the whole request, for which no peer is to blame.
    void fail(ErrorCode error) { result_ = error; }
    /// Records an attempt that failed; its error stands until a later call.
    void fail(net::PeerPtr peer, ErrorCode error) {
        attempts_.emplace_back(std::move(peer), error);
        result_ = error;
    }
    /// Sets a value for which no request had to be sent.
    void succeed(T value) { result_ = std::move(value); }
    /// Records the attempt that succeeded, and its value.
    void succeed(net::PeerPtr peer, T value) {
        attempts_.emplace_back(std::move(peer), ErrorCode{});
        result_ = std::move(value);
    }

    /// Puts the attempts of an earlier step of the same request behind those recorded so far.
    void add(const std::vector<Attempt>& attempts) {
        attempts_.insert(attempts_.end(), attempts.begin(), attempts.end());
    }

private:
    Result<T> result_ = make_error_code(Errc::no_peer);
    std::vector<Attempt> attempts_;
};

}  // namespace plexus::inline v1::eth
