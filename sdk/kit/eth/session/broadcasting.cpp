#include <algorithm>

#include <boost/asio/post.hpp>

#include <kit/eth/limits.hpp>
#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/messages/block.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/session/session.hpp>

namespace plexus::inline v1::eth {
namespace {

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

void Session::post_gossip(std::uint64_t message_code, Bytes payload) {
    // A full queue drops gossip: what matters will be announced again.
    (void)send(message_code, std::move(payload), net::Priority::gossip);
}

Result<void> Session::send_block(const RawBlock& block, const Difficulty& total_difficulty) {
    return on_strand([block, total_difficulty](Session& session) {
        if (!session.known_blocks_.add(block.hash)) return;
        session.post_gossip(code::new_block, encode_new_block(block, total_difficulty));
    });
}

Result<void> Session::announce_blocks(std::span<const BlockAnnouncement> blocks) {
    if (blocks.size() > limits::announced_blocks) return make_error_code(Errc::limit_exceeded);
    std::vector<BlockAnnouncement> copy(blocks.begin(), blocks.end());
    return on_strand([copy = std::move(copy)](Session& session) mutable {
        std::erase_if(copy,
                      [&](const auto& block) { return !session.known_blocks_.add(block.hash); });
        if (copy.empty()) return;
        session.post_gossip(code::new_block_hashes, encode_new_block_hashes(copy));
    });
}

Result<void> Session::send_transactions(std::span<const RawTransaction> transactions) {
    std::vector<RawTransaction> copy(transactions.begin(), transactions.end());
    return on_strand([copy = std::move(copy)](Session& session) mutable {
        if (session.their_wish_ == TransactionGossip::unwanted) return;
        session.keep_unknown(copy);
        std::span<const RawTransaction> rest{copy};
        while (!rest.empty()) {
            const std::size_t count = fit_packet(rest);
            session.post_gossip(code::transactions, encode_transactions(rest.first(count)));
            rest = rest.subspan(count);
        }
    });
}

Result<void> Session::announce_transactions(std::span<const RawTransaction> transactions) {
    std::vector<RawTransaction> copy(transactions.begin(), transactions.end());
    return on_strand([copy = std::move(copy)](Session& session) mutable {
        if (session.their_wish_ == TransactionGossip::unwanted) return;
        session.keep_unknown(copy);
        std::vector<TransactionAnnouncement> announced;
        for (const RawTransaction& transaction : copy) {
            announced.push_back(announcement_of(transaction));
        }
        session.post_announcements(announced);
    });
}

void Session::post_announcements(std::span<const TransactionAnnouncement> transactions) {
    while (!transactions.empty()) {
        const std::size_t count = std::min(transactions.size(), limits::announced_transactions);
        post_gossip(code::new_pooled_transaction_hashes,
                    dialect_.announcement->encode(transactions.first(count)));
        transactions = transactions.subspan(count);
    }
}

void Session::keep_unknown(std::vector<RawTransaction>& transactions) {
    std::erase_if(transactions, [this](const RawTransaction& transaction) {
        return !known_transactions_.add(transaction.hash);
    });
}

}  // namespace plexus::inline v1::eth
