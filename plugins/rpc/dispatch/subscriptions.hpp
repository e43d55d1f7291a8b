#pragma once

#include <map>
#include <set>
#include <span>
#include <string>

#include <api/eth/raw.hpp>
#include <api/plugin/metrics.hpp>
#include <kit/http/websocket.hpp>

#include <plugins/rpc/chain/blocks.hpp>
#include <plugins/rpc/json/arguments.hpp>

namespace plexus::rpc_server {

/// What can be subscribed to.
enum class Feed : std::uint8_t { new_heads, pending_hashes, pending_transactions };

class Hub;

/// The subscriptions of one connection, which end with it.
///
/// @thread the plugin's strand
class Subscriber {
public:
    Subscriber(Hub& hub, std::shared_ptr<http::WebSocket> socket);
    ~Subscriber();
    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;

    /// @param params  of eth_subscribe
    /// @returns the subscription's id
    /// @errors  RpcError
    std::string subscribe(std::string_view space, json::value params);
    /// @errors RpcError: there is none with that id
    void unsubscribe(const std::string& id);

    /// To be called once the ids were sent: what is new from now on is sent.
    void activate();

    /// Whether anybody of this connection wants it.
    bool wants(Feed feed) const;
    /// Queues a notification for each subscription of that kind.
    /// @param result  as JSON
    void notify(Feed feed, const std::string& result);

private:
    struct Subscription {
        Feed feed{};
        bool active = false;
    };

    Hub& hub_;
    std::shared_ptr<http::WebSocket> socket_;
    std::map<std::string, Subscription> subscriptions_;
};

/// All subscribers, and what they are told.
///
/// @thread the plugin's strand
class Hub {
public:
    explicit Hub(Metrics& metrics);

    /// Tells of each block that the chain has grown by since this was called, for ever. After a
    /// reorganisation it begins behind the common ancestor.
    awaitable<void> follow(Blocks& blocks);

    /// Tells of transactions that came from peers; of each once.
    void on_transactions(std::span<const eth::RawTransaction> transactions);

private:
    friend class Subscriber;

    bool wanted(Feed feed) const;
    void notify(Feed feed, const std::string& result);
    bool is_new(const Hash256& hash);
    awaitable<void> tell_heads(Blocks& blocks, chain::Head head);

    std::set<Subscriber*> subscribers_;
    Gauge& subscriptions_;
    std::map<std::uint64_t, Hash256> told_;  ///< the last heads by number
    std::set<Hash256> seen_;                 ///< transactions of late
    std::set<Hash256> seen_before_;          ///< and of the time before
};

}  // namespace plexus::rpc_server
