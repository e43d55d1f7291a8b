#include "connection.hpp"

namespace plexus::rpc_server {
namespace {

constexpr std::size_t most_subscriptions = 128;

}  // namespace

/// Sends what it hears to the client.
class Connection::Subscription final : public Listener {
public:
    Subscription(Connection& connection, Interest interest, std::string_view space,
                 const std::string& id)
        : Listener(connection.hub_, std::move(interest)),
          connection_(connection),
          head_(R"({"jsonrpc":"2.0","method":")" + std::string(space) +
                R"(_subscription","params":{"subscription":")" + id + R"(","result":)") {}

    void hear(const News& news) override {
        connection_.notify_(std::make_shared<const std::string>(head_ + news.text() + "}}"));
    }

private:
    Connection& connection_;
    std::string head_;  ///< of each notification, up to the result
};

std::string Connection::subscribe(std::string_view space, const std::string& kind,
                                  json::value params) {
    Interest interest = read_interest(space, kind, std::move(params), hub_.kinds());
    if (subscriptions_.size() >= most_subscriptions) {
        fail("a connection has at most " + std::to_string(most_subscriptions) + " subscriptions");
    }
    std::string id = new_id();
    subscriptions_.emplace(id,
                           std::make_unique<Subscription>(*this, std::move(interest), space, id));
    return id;
}

void Connection::unsubscribe(const std::string& id) {
    if (subscriptions_.erase(id) == 0) fail("subscription not found");
}

void Connection::activate() {
    for (auto& [id, subscription] : subscriptions_) subscription->activate();
}

}  // namespace plexus::rpc_server
