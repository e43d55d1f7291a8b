#include "stage.hpp"

#include <algorithm>

#include <kit/eth/types/header.hpp>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

namespace plexus::testing {

using namespace std::chrono_literals;

chain::Head FakeStore::head() const {
    chain::Head head;
    head.number = blocks.size();
    head.hash = blocks.empty() ? genesis : blocks.back().hash;
    return head;
}

awaitable<Result<chain::Head>> FakeStore::append(std::vector<chain::StoredBlock> more) {
    if (broken) co_return make_error_code(Errc::storage_failed);
    for (chain::StoredBlock& block : more) {
        const bool follows = eth::decode_header(block.header).value().parent == head().hash;
        if (!follows) co_return make_error_code(Errc::invalid_data);
        blocks.push_back(std::move(block));
    }
    co_return head();
}

awaitable<Result<chain::RawItems>> FakeStore::headers(chain::HeaderQuery, chain::Budget) {
    co_return chain::RawItems{};
}
awaitable<Result<chain::RawItems>> FakeStore::bodies(std::vector<Hash256>, chain::Budget) {
    co_return chain::RawItems{};
}
awaitable<Result<chain::RawItems>> FakeStore::receipts(std::vector<Hash256>, chain::Budget) {
    co_return chain::RawItems{};
}

SyncStage::SyncStage() {
    store.genesis = main_chain().genesis_hash();
    host.provide<net::PeerPool>(pool);
    host.set("batch", "32").set("window", "4").set("exit-when-done", "true");
}

SyncStage::~SyncStage() {
    if (life_) end();
}

void SyncStage::stored_up_to(std::uint64_t number) {
    for (std::uint64_t i = 1; i <= number; ++i) store.blocks.push_back(main_chain().block(i));
}

FakeRemote& SyncStage::join(std::uint64_t height) { return join(main_chain(), height); }

FakeRemote& SyncStage::join(const RealChain& chain, std::uint64_t height) {
    remotes_.push_back(honest_peer(chain, height));
    peers_.push_back(pool.join(remotes_.back()));
    return *remotes_.back();
}

void SyncStage::begin() {
    if (!plugin_) {
        host.provide<chain::ChainReader>(store).provide<chain::ChainWriter>(store);
        plugin_ = host.create(plexus_plugin_v1);
    }
    life_ = std::make_unique<PluginLife>(loop, host, *plugin_);
    life_->begin();
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
    if (store.blocks.size() != number) return false;
    return std::ranges::all_of(store.blocks, [](const chain::StoredBlock& block) {
        const chain::StoredBlock& real = main_chain().block(block.number);
        return block.hash == real.hash && std::ranges::equal(block.body.view(), real.body.view()) &&
               block.receipts && std::ranges::equal(block.receipts->view(), real.receipts->view());
    });
}

bool has_event(const FakePeer& peer, net::PeerEvent event) {
    return std::ranges::find(peer.events, event) != peer.events.end();
}

}  // namespace plexus::testing
