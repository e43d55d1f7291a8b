#pragma once

#include <functional>
#include <map>

#include <kit/jsonrpc/dispatcher.hpp>
#include <kit/net/outgoing_queue.hpp>

#include "hub.hpp"

namespace plexus::rpc_server {

/// The subscriptions of one connection, which end with it.
///
/// @thread the plugin's strand
class Connection final : public jsonrpc::Subscriber {
public:
    using Notify = std::function<void(net::SharedText text)>;

    /// @param notify  sends a text to the client; it must not end the connection at once
    Connection(Hub& hub, Notify notify) : hub_(hub), notify_(std::move(notify)) {}

    std::string subscribe(std::string_view space, const std::string& kind,
                          json::value params) override;
    void unsubscribe(const std::string& id) override;
    void activate() override;
    bool is_subscribed() const override { return !subscriptions_.empty(); }

private:
    class Subscription;

    Hub& hub_;
    Notify notify_;
    std::map<std::string, std::unique_ptr<Listener>> subscriptions_;
};

}  // namespace plexus::rpc_server
