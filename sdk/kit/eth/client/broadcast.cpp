#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/client/candidates.hpp>
#include <kit/eth/client/client.hpp>
#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_transaction.hpp>

namespace plexus::inline v1::eth {
namespace {

bool announce_only(const RawTransaction& transaction) {
    return type_of(transaction.bytes) == transaction_type::blob ||
           transaction.bytes.size() > limits::whole_transaction_bytes;
}

/// How many of the peers are sent the whole item: the square root, as in geth and bsc.
double root_of(std::size_t peers) { return std::sqrt(static_cast<double>(peers)); }
std::size_t block_share(std::size_t peers) {
    return static_cast<std::size_t>(std::floor(root_of(peers)));
}
std::size_t transaction_share(std::size_t peers) {
    return static_cast<std::size_t>(std::ceil(root_of(peers)));
}

/// The peers for whose session `lacks(remote)` is true.
template <class Lacks>
std::vector<EthPeer> peers_that(const net::PeerPool& pool, Lacks lacks) {
    std::vector<EthPeer> peers = eth_peers(pool);
    std::erase_if(peers, [&](const EthPeer& peer) { return !lacks(*peer.remote); });
    return peers;
}

/// Orders peers by a keyed hash of their ids: no peer can choose an id that comes first, and each
/// topic has its own order.
void shuffle(std::vector<EthPeer>& peers, std::uint64_t secret, BytesView topic) {
    std::array<std::uint8_t, sizeof secret> key{};
    std::memcpy(key.data(), &secret, sizeof secret);
    struct Placed {
        Hash256 place{};
        EthPeer peer{};
    };
    std::vector<Placed> placed;  // hashed once each, and not in every comparison
    placed.reserve(peers.size());
    for (EthPeer& peer : peers) {
        const Hash256 place = crypto::keccak256({key, topic, peer.peer->node().id});
        placed.push_back({place, std::move(peer)});
    }
    std::ranges::sort(placed, {}, &Placed::place);
    for (std::size_t i = 0; i < peers.size(); ++i) peers[i] = std::move(placed[i].peer);
}

template <class Item>
bool lacks_any(const Remote& remote, const std::vector<Item>& transactions) {
    return std::ranges::any_of(transactions, [&](const Item& transaction) {
        return remote.lacks_transaction(transaction.hash);
    });
}

std::vector<TransactionAnnouncement> announcements_of(
    const std::vector<RawTransaction>& transactions) {
    std::vector<TransactionAnnouncement> announced;
    announced.reserve(transactions.size());
    for (const RawTransaction& each : transactions) announced.push_back(announcement_of(each));
    return announced;
}

}  // namespace

Client::FanOut Client::broadcast(const RawBlock& block, const Uint256& total_difficulty) const {
    std::vector<EthPeer> peers = peers_that(
        *options_.pool, [&](const Remote& remote) { return remote.lacks_block(block.hash); });
    shuffle(peers, secret_, block.hash);
    const BlockGossip whole = make_gossip(NewBlock{block, total_difficulty});
    const BlockHashGossip hash =
        make_gossip(std::vector<BlockAnnouncement>{{block.hash, block.number}});
    const std::size_t share = block_share(peers.size());
    FanOut fan_out;
    for (const EthPeer& peer : peers) {
        // A peer that is gone, or whose queue is full, gets the block from another node.
        if (fan_out.whole < share && peer.remote->send_block(whole)) {
            ++fan_out.whole;
        } else if (peer.remote->announce_blocks(hash)) {
            ++fan_out.announced;
        }
    }
    return fan_out;
}

Client::FanOut Client::broadcast(std::vector<RawTransaction> transactions) const {
    std::vector<EthPeer> peers = peers_that(
        *options_.pool, [&](const Remote& remote) { return lacks_any(remote, transactions); });
    // The same order each time, so that the transactions of one sender go to the same peers, in
    // their order.
    shuffle(peers, secret_, {});
    const TxHashGossip all = make_gossip(announcements_of(transactions));
    const auto large = std::stable_partition(transactions.begin(), transactions.end(),
                                             [](const auto& each) { return !announce_only(each); });
    const TxHashGossip rest =
        make_gossip(announcements_of(std::vector<RawTransaction>(large, transactions.end())));
    transactions.erase(large, transactions.end());
    const TxGossip small = make_gossip(std::move(transactions));

    const std::size_t share = small->content().empty() ? 0 : transaction_share(peers.size());
    FanOut fan_out;
    for (const EthPeer& peer : peers) {
        if (fan_out.whole < share && peer.remote->send_transactions(small)) {
            ++fan_out.whole;
            if (!rest->content().empty()) (void)peer.remote->announce_transactions(rest);
        } else if (peer.remote->announce_transactions(all)) {
            ++fan_out.announced;
        }
    }
    return fan_out;
}

Client::FanOut Client::broadcast(std::vector<BlockAnnouncement> blocks) const {
    const BlockHashGossip gossip = make_gossip(std::move(blocks));
    const auto lacks = [&](const Remote& remote) {
        return std::ranges::any_of(gossip->content(), [&](const BlockAnnouncement& block) {
            return remote.lacks_block(block.hash);
        });
    };
    FanOut fan_out;
    for (const EthPeer& peer : peers_that(*options_.pool, lacks)) {
        if (peer.remote->announce_blocks(gossip)) ++fan_out.announced;
    }
    return fan_out;
}

Client::FanOut Client::broadcast(std::vector<TransactionAnnouncement> transactions) const {
    const TxHashGossip gossip = make_gossip(std::move(transactions));
    const auto lacks = [&](const Remote& remote) { return lacks_any(remote, gossip->content()); };
    FanOut fan_out;
    for (const EthPeer& peer : peers_that(*options_.pool, lacks)) {
        if (peer.remote->announce_transactions(gossip)) ++fan_out.announced;
    }
    return fan_out;
}

}  // namespace plexus::inline v1::eth
