#include "stage.hpp"

#include <algorithm>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

namespace plexus::testing {

using namespace std::chrono_literals;

namespace {

awaitable<eth::ValidationResult> hand(eth::BlockHandler& handler, eth::Origin origin,
                                      eth::RawBlock block) {
    co_return co_await handler.on_block(origin, block);
}

awaitable<eth::ValidationResult> hand(eth::BlockHandler& handler, eth::Origin origin,
                                      std::vector<eth::BlockAnnouncement> blocks) {
    co_return co_await handler.on_block_hashes(origin, blocks);
}

awaitable<eth::ValidationResult> hand(eth::TxHandler& handler, eth::Origin origin,
                                      std::vector<eth::RawTransaction> transactions) {
    co_return co_await handler.on_transactions(origin, transactions);
}

std::size_t count(const std::vector<eth::RawBlock>& blocks, const Hash256& hash) {
    return static_cast<std::size_t>(std::ranges::count(blocks, hash, &eth::RawBlock::hash));
}

std::size_t count(const std::vector<eth::BlockAnnouncement>& blocks, const Hash256& hash) {
    return static_cast<std::size_t>(
        std::ranges::count(blocks, hash, &eth::BlockAnnouncement::hash));
}

}  // namespace

Result<void> FakeRules::check(BytesView header) const {
    const bool found = std::ranges::any_of(
        forbidden, [&](const Bytes& one) { return std::ranges::equal(one, header); });
    if (found) return make_error_code(Errc::bad_signature);
    return {};
}

RelayStage::RelayStage() {
    profile.network = main_chain_id;
    profile.first.hash = main_chain().block(0).hash;
    host.provide<net::PeerPool>(pool).provide<chain::ChainProfile>(profile);
    host.provide<chain::HeadTracker>(heads).provide<chain::HeaderRules>(rules);
    host.provide<eth::TransactionFetcher>(fetcher);
}

RelayStage::~RelayStage() {
    if (life_) end();
}

void RelayStage::begin() {
    plugin_ = host.create(plexus_plugin_v1);
    life_ = std::make_unique<PluginLife<TestHost>>(loop, host, *plugin_);
    life_->begin();
}

void RelayStage::end() {
    life_->end();
    life_.reset();
}

RelayStage::JoinedPeer& RelayStage::join(std::uint64_t height) {
    return join(honest_peer(main_chain(), height));
}

RelayStage::JoinedPeer& RelayStage::join(std::shared_ptr<FakeRemote> remote) {
    JoinedPeer connection;
    connection.remote = std::move(remote);
    connection.peer = pool.join(connection.remote);
    pending.push_back(connection);
    loop.settle();
    return pending.back();
}

void RelayStage::join_many(std::size_t count, std::uint64_t height) {
    for (std::size_t i = 0; i < count; ++i) join(height);
}

void RelayStage::agree_on(std::uint64_t number) {
    heads.now.source = chain::HeadSource::agreed;
    heads.now.head = real_head(number);
}

void RelayStage::stand_at(std::uint64_t number) {
    pending.reserve(64);  // tests hold references
    agree_on(number);
    begin();
    join_many(3, number);
    loop.advance(5s);
    forget_what_was_sent();
}

eth::Origin RelayStage::origin(const JoinedPeer& from) const {
    eth::Origin origin;
    origin.peer = from.peer;
    return origin;
}

eth::ValidationResult RelayStage::send(JoinedPeer& from, const eth::RawBlock& block) {
    const eth::ValidationResult validation =
        loop.run(hand(host.published<eth::BlockHandler>(), origin(from), block));
    loop.settle();
    return validation;
}

eth::ValidationResult RelayStage::send(JoinedPeer& from, std::uint64_t number) {
    return send(from, with_total(real_block(number), real_total(number)));
}

eth::ValidationResult RelayStage::announce(JoinedPeer& from,
                                           const std::vector<eth::BlockAnnouncement>& blocks) {
    return loop.run(hand(host.published<eth::BlockHandler>(), origin(from), blocks));
}

eth::ValidationResult RelayStage::send(JoinedPeer& from,
                                       const std::vector<eth::RawTransaction>& transactions) {
    const eth::ValidationResult validation =
        loop.run(hand(host.published<eth::TxHandler>(), origin(from), transactions));
    loop.settle();
    return validation;
}

eth::RawBlock RelayStage::with_total(eth::RawBlock block, const Uint256& total) const {
    block.total_difficulty = total;
    return block;
}

bool RelayStage::serves(const Hash256& hash) {
    chain::HeaderQuery query;
    query.hash = hash;
    query.amount = 1;
    return headers(query).size() == 1 && bodies({hash}).size() == 1;
}

chain::RawItems RelayStage::headers(chain::HeaderQuery query) {
    constexpr chain::Budget budget{1024, 2 * 1024 * 1024};
    return loop.run(host.published<chain::ChainReader>().headers(query, budget)).value();
}

chain::RawItems RelayStage::bodies(std::vector<Hash256> hashes) {
    constexpr chain::Budget budget{1024, 2 * 1024 * 1024};
    return loop.run(host.published<chain::ChainReader>().bodies(std::move(hashes), budget)).value();
}

std::vector<eth::RawTransaction> RelayStage::pooled(const std::vector<Hash256>& hashes) {
    constexpr chain::Budget budget{1024, 2 * 1024 * 1024};
    return loop.run(host.published<eth::TransactionSource>().transactions(hashes, budget));
}

std::size_t RelayStage::sent_to(const Hash256& hash) const {
    std::size_t sum = 0;
    for (const JoinedPeer& connection : pending) sum += count(connection.remote->blocks, hash);
    return sum;
}

std::size_t RelayStage::announced_to(const Hash256& hash) const {
    std::size_t sum = 0;
    for (const JoinedPeer& connection : pending)
        sum += count(connection.remote->announced_blocks, hash);
    return sum;
}

void RelayStage::forget_what_was_sent() {
    for (const JoinedPeer& connection : pending) {
        connection.remote->blocks.clear();
        connection.remote->announced_blocks.clear();
        connection.remote->transactions.clear();
        connection.remote->announced_transactions.clear();
    }
}

bool has_event(const FakePeer& peer, net::PeerEvent event) {
    return std::ranges::find(peer.events, event) != peer.events.end();
}

eth::BlockAnnouncement announcement_of(const eth::RawBlock& block) {
    eth::BlockAnnouncement announcement;
    announcement.hash = block.hash;
    announcement.number = block.number;
    return announcement;
}

}  // namespace plexus::testing
