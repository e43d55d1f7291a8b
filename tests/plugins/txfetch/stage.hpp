#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <api/eth/transaction_fetcher.hpp>
#include <kit/eth/types/transaction.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>
#include <kit/testing/eth/fake_transactions.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

#include <tests/sdk/kit/eth/session/fakes.hpp>
#include <tests/sdk/kit/eth/session/things.hpp>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

namespace plexus::testing {

using Transactions = std::vector<eth::RawTransaction>;

/// Notes what it is handed, as what, and says what it is told to.
class Listener final : public eth::TxHandler {
public:
    Transactions fetched{};
    std::vector<eth::Source> sources{};
    eth::ValidationResult validation = eth::ValidationResult::accept;

    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin& origin, std::span<const eth::RawTransaction> items) override {
        fetched.insert(fetched.end(), items.begin(), items.end());
        sources.push_back(origin.source);
        co_return validation;
    }
};

/// A peer that has the transactions it is given.
struct Holder {
    std::shared_ptr<FakeRemote> remote = std::make_shared<FakeRemote>();
    std::shared_ptr<FakePeer> peer{};

    /// How many hashes were requested from it.
    std::size_t requested() const {
        std::size_t sum = 0;
        for (const auto& hashes : remote->requested_transactions) sum += hashes.size();
        return sum;
    }
    bool was(net::PeerEvent event) const {
        return std::ranges::find(peer->events, event) != peer->events.end();
    }
};

struct Fetching {
    Loop loop;
    TestHost host{loop.executor(), "txfetch"};
    FakeEthPool pool{loop};
    Listener listener;
    std::vector<std::unique_ptr<Holder>> holders;
    std::unique_ptr<Plugin> plugin;
    std::unique_ptr<PluginLife<TestHost>> life;

    Fetching() {
        host.provide<net::PeerPool>(pool).provide<eth::TxHandler>(listener);
        plugin = host.create(plexus_plugin_v1);
        life = std::make_unique<PluginLife<TestHost>>(loop, host, *plugin);
        life->begin();
    }
    ~Fetching() { life->end(); }

    eth::TxHandler& itself() { return host.published<eth::TxHandler>(); }
    double metric(const std::string& name) {
        return host.metrics().value("plexus_txfetch_" + name);
    }

    Holder& join(Transactions has) {
        Holder& holder = *holders.emplace_back(std::make_unique<Holder>());
        holder.remote->pooled = std::move(has);
        holder.remote->delay = std::chrono::milliseconds{10};
        holder.peer = pool.join(holder.remote);
        return holder;
    }
    void announce(const Holder& by, std::vector<eth::TransactionAnnouncement> announced) {
        eth::Origin origin;
        origin.peer = by.peer;
        loop.run(itself().on_announcement(origin, announced));
    }
    void announce(const Holder& by) {
        announce(by, testing::announce(by.remote->pooled)->content());
    }
};

}  // namespace plexus::testing
