#include <algorithm>

#include <boost/asio/post.hpp>

#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/messages/block.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/session/session.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::eth {
namespace {

using Messages = std::vector<net::SharedMessage>;

/// Announcements of one packet: by their hashes, as geth counts.
constexpr std::size_t announced_in_one_packet =
    std::min(limits::announced_transactions, limits::gossip_packet_bytes / Hash256::size_bytes);

/// How many transactions make one packet: at least one, then as many as the limit allows.
std::size_t fit_packet(std::span<const RawTransaction> transactions) {
    std::size_t count = 1;
    std::size_t bytes = transactions.front().bytes.size();
    while (count < transactions.size()) {
        bytes += transactions[count].bytes.size();
        if (bytes > limits::gossip_packet_bytes) break;
        ++count;
    }
    return count;
}

Messages packets_of(std::span<const RawTransaction> transactions) {
    Messages messages;
    while (!transactions.empty()) {
        const std::size_t count = fit_packet(transactions);
        messages.push_back(
            net::make_message(code::transactions, encode_transactions(transactions.first(count))));
        transactions = transactions.subspan(count);
    }
    return messages;
}

Messages packets_of(std::span<const TransactionAnnouncement> transactions,
                    const AnnouncementCodec& codec) {
    Messages messages;
    while (!transactions.empty()) {
        const std::size_t count = std::min(transactions.size(), announced_in_one_packet);
        messages.push_back(net::make_message(code::new_pooled_transaction_hashes,
                                             codec.encode(transactions.first(count))));
        transactions = transactions.subspan(count);
    }
    return messages;
}

Messages message_of(std::span<const BlockAnnouncement> blocks) {
    return {net::make_message(code::new_block_hashes, encode_new_block_hashes(blocks))};
}

}  // namespace

/// Runs a function on the peer's strand unless the session has ended by then.
template <class Function>
Result<void> Session::on_strand(Function function) {
    if (!peer_->connected()) return make_error_code(Errc::peer_gone);
    asio::post(strand_, [self = shared_from_this(), function = std::move(function)]() mutable {
        if (self->pipe_ != nullptr) function(*self);
    });
    return {};
}

void Session::post_gossip(const Messages& messages) {
    // A full queue drops gossip: other peers pass it on as well.
    for (const net::SharedMessage& message : messages) (void)post(message, net::Priority::gossip);
}

/// Sends the items that the peer is not known to have. Usually these are all items, and then the
/// encoded messages are shared by all peers; otherwise they are encoded for this peer alone.
template <class Item, class ToMessages>
void Session::post_unknown(const GossipPtr<std::vector<Item>>& gossip, KnownHashes& known,
                           ToMessages encode) {
    const std::vector<Item>& all = gossip->content();
    std::vector<Item> unknown;
    unknown.reserve(all.size());
    for (const Item& item : all) {
        if (known.add(item.hash)) unknown.push_back(item);
    }
    if (unknown.empty()) return;
    if (unknown.size() == all.size()) {
        post_gossip(gossip->messages(spec_.version, [&] { return encode(all); }));
    } else {
        post_gossip(encode(unknown));
    }
}

bool Session::lacks_block(const Hash256& hash) const {
    return takes_blocks_ && !known_blocks_.contains(hash);
}

bool Session::lacks_transaction(const Hash256& hash) const {
    return their_wish_ == TransactionGossip::wanted && !known_transactions_.contains(hash);
}

Result<void> Session::send_block(BlockGossip block) {
    if (!takes_blocks_) return make_error_code(Errc::unsupported);
    return on_strand([block = std::move(block)](Session& session) {
        const NewBlock& content = block->content();
        if (!session.known_blocks_.add(content.block.hash)) return;
        session.post_gossip(block->messages(session.spec_.version, [&]() -> Messages {
            return {net::make_message(code::new_block,
                                      encode_new_block(content.block, content.total_difficulty))};
        }));
    });
}

Result<void> Session::announce_blocks(BlockHashGossip blocks) {
    if (!takes_blocks_) return make_error_code(Errc::unsupported);
    if (blocks->content().size() > limits::announced_blocks) return Errc::limit_exceeded;
    return on_strand([blocks = std::move(blocks)](Session& session) {
        session.post_unknown(blocks, session.known_blocks_, &message_of);
    });
}

Result<void> Session::send_transactions(TxGossip transactions) {
    if (their_wish_ == TransactionGossip::unwanted) return Errc::refused;
    return on_strand([transactions = std::move(transactions)](Session& session) {
        const auto encode = [](std::span<const RawTransaction> items) { return packets_of(items); };
        session.post_unknown(transactions, session.known_transactions_, encode);
    });
}

Result<void> Session::announce_transactions(TxHashGossip transactions) {
    if (their_wish_ == TransactionGossip::unwanted) return Errc::refused;
    return on_strand([transactions = std::move(transactions)](Session& session) {
        const auto encode = [&](std::span<const TransactionAnnouncement> items) {
            return packets_of(items, *session.spec_.announcement);
        };
        session.post_unknown(transactions, session.known_transactions_, encode);
    });
}

}  // namespace plexus::inline v1::eth
