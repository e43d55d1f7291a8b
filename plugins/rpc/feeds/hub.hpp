#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>

#include <api/eth/finality_votes.hpp>
#include <api/eth/raw.hpp>
#include <api/plugin/metrics.hpp>
#include <kit/eth/types/transaction.hpp>

#include "interest.hpp"

namespace plexus::rpc_server {

/// Something to tell. All listeners share it, so it is rendered once.
class News {
public:
    explicit News(json::value value);

    /// As a method returns it.
    const std::shared_ptr<const json::value>& value() const noexcept { return value_; }
    /// The same as text.
    const std::string& text() const noexcept { return text_; }

private:
    std::shared_ptr<const json::value> value_;
    std::string text_;
};

class Hub;

/// A subscription or a filter: receives the values of its interest, for as long as it exists.
///
/// @thread the plugin's strand
class Listener {
public:
    Listener(Hub& hub, Interest interest);
    virtual ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    const Interest& interest() const noexcept { return interest_; }

    /// From now on it receives values: the response with its id was sent before.
    void activate();
    /// Whether it receives values.
    bool is_active() const noexcept { return active_; }

    /// It must not end any listener.
    virtual void hear(const News& news) = 0;

private:
    Hub& hub_;
    Interest interest_;
    bool active_ = false;
};

/// All listeners, and the values that they receive.
///
/// @thread the plugin's strand
class Hub {
public:
    Hub(Metrics& metrics, Kinds kinds);

    /// What can be subscribed to.
    Kinds kinds() const noexcept { return kinds_; }
    /// Whether anybody listens to it.
    bool wanted(Feed feed) const;
    /// Tells all that listen to it.
    void tell(Feed feed, json::value value) const;
    /// Calls `visit` with each listener of a feed that is active.
    template <class Visit>
    void each(Feed feed, Visit visit) const {
        for (Listener* listener : listeners_) {
            if (listener->is_active() && listener->interest().feed == feed) visit(*listener);
        }
    }

    /// Calls back whenever there is somebody new to tell.
    void on_interest(std::function<void()> observer) { on_interest_ = std::move(observer); }

    /// Tells of pending transactions; of each once.
    void on_transactions(std::span<const eth::RawTransaction> transactions);
    /// Tells of votes; of each once.
    void on_votes(std::span<const eth::FinalityVote> votes);
    /// Whether anybody listens to votes, of which a node receives thousands a second.
    /// @thread any
    bool wants_votes() const noexcept { return vote_listeners_ > 0; }

private:
    friend class Listener;

    bool is_new(const Hash256& hash);

    Kinds kinds_;
    std::atomic<std::size_t> vote_listeners_ = 0;
    std::set<Listener*> listeners_;
    Gauge& subscriptions_;
    std::function<void()> on_interest_;
    std::set<Hash256> seen_;         ///< transactions and votes of late
    std::set<Hash256> seen_before_;  ///< and of the time before
};

}  // namespace plexus::rpc_server
