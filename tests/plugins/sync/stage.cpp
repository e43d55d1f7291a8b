#include "stage.hpp"

#include <algorithm>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

namespace plexus::testing {

using namespace std::chrono_literals;

SyncStage::SyncStage() {
    stored_up_to(0);
    host.provide<net::PeerPool>(pool);
    host.set("batch", "32")
        .set("window", "4")
        .set("exit-when-done", "true")
        .set("head-quorum", "1");
}

SyncStage::~SyncStage() {
    if (life_) end();
}

void SyncStage::stored_up_to(std::uint64_t number) {
    store = FakeStore(main_chain().fork(number, 0));
}

FakeRemote& SyncStage::join(std::uint64_t height) { return join(main_chain(), height); }

FakeRemote& SyncStage::join(const FakeChain& chain, std::uint64_t height) {
    remotes_.push_back(honest_peer(chain, height));
    peers_.push_back(pool.join(remotes_.back()));
    return *remotes_.back();
}

std::vector<FakeRemote*> SyncStage::remotes() {
    std::vector<FakeRemote*> all;
    for (const auto& remote : remotes_) all.push_back(remote.get());
    return all;
}

void SyncStage::begin() {
    if (!plugin_) {
        host.provide<chain::ChainReader>(*reader).provide<chain::ChainWriter>(store);
        plugin_ = host.create(plexus_plugin_v1);
        store.tell(host.published<chain::ChainFollower>());
    }
    auto life = std::make_unique<PluginLife<TestHost>>(loop, host, *plugin_);
    life->begin();
    life_ = std::move(life);  // a start that fails leaves nothing to end
}

void SyncStage::end() {
    life_->end();
    life_.reset();
}

std::optional<int> SyncStage::run(Duration limit) {
    begin();
    const Duration until = loop.elapsed() + limit;
    while (!exit_code() && loop.elapsed() < until) loop.advance(1s);
    end();
    return exit_code();
}

bool SyncStage::has_stored(std::uint64_t number) const {
    if (store.stored().height() != number) return false;
    const auto is_real = [](const chain::StoredBlock& block) {
        const chain::StoredBlock& real = main_chain().block(block.number);
        return block.hash == real.hash && std::ranges::equal(block.body.view(), real.body.view()) &&
               block.receipts && std::ranges::equal(block.receipts->view(), real.receipts->view());
    };
    return std::ranges::all_of(store.stored().blocks(1, number), is_real);
}

bool has_event(const FakePeer& peer, net::PeerEvent event) {
    return std::ranges::find(peer.events, event) != peer.events.end();
}

}  // namespace plexus::testing
