#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/messages/block.hpp>
#include <kit/eth/messages/transaction.hpp>

#include "convert.hpp"
#include "core.hpp"

namespace plexus::sentry {
namespace {

using eth::ValidationResult;
using Send = std::function<Result<void>(eth::Remote& remote)>;

grpc::Status malformed(const ErrorCode& error) {
    return {grpc::StatusCode::INVALID_ARGUMENT, "the message cannot be read: " + error.message()};
}

/// How a message is sent to a peer of any version.
Result<Send> sender_of(MessageId id, const SharedBytes& payload) {
    if (id == MessageId::new_block_hashes) {
        auto blocks = eth::decode_new_block_hashes(payload);
        if (!blocks) return blocks.error();
        return Send([gossip = eth::make_gossip(std::move(*blocks))](eth::Remote& remote) {
            return remote.announce_blocks(gossip);
        });
    }
    if (id == MessageId::new_block) {
        auto block = eth::decode_new_block(payload);
        if (!block) return block.error();
        eth::NewBlock content;
        content.total_difficulty = block->total_difficulty.value_or(Uint256{});
        content.block = std::move(*block);
        return Send([gossip = eth::make_gossip(std::move(content))](eth::Remote& remote) {
            return remote.send_block(gossip);
        });
    }
    if (id == MessageId::transactions) {
        auto transactions = eth::decode_transactions(payload);
        if (!transactions) return transactions.error();
        return Send([gossip = eth::make_gossip(std::move(*transactions))](eth::Remote& remote) {
            return remote.send_transactions(gossip);
        });
    }
    auto announced = eth::decode_announcement_v2(payload);
    if (!announced) return announced.error();
    return Send([gossip = eth::make_gossip(std::move(*announced))](eth::Remote& remote) {
        return remote.announce_transactions(gossip);
    });
}

}  // namespace

grpc::Status Core::gossip(std::vector<Entry> to, const proto::OutboundMessageData& message,
                          proto::SentPeers& sent) {
    const auto id = static_cast<MessageId>(message.id());
    if (id != MessageId::new_block_hashes && id != MessageId::new_block &&
        id != MessageId::transactions && id != MessageId::announcement_v2) {
        return {grpc::StatusCode::UNKNOWN,
                "sendMessageById not implemented for message Id: " + name_of(message.id())};
    }
    const BytesView bytes = bytes_of(message.data());
    const SharedBytes payload(Bytes(bytes.begin(), bytes.end()));
    const Result<Send> send = sender_of(id, payload);
    if (!send) return malformed(send.error());
    for (const Entry& entry : to) {
        if ((*send)(*entry.remote)) *sent.add_peers() = to_proto(entry.peer->node().id);
    }
    return grpc::Status::OK;
}

awaitable<ValidationResult> Core::on_block(const eth::Origin& origin, const eth::RawBlock& block) {
    if (origin.source == eth::Source::gossip && block.total_difficulty) {
        tell(MessageId::new_block, origin.peer->node().id,
             eth::encode_new_block(block, *block.total_difficulty), Loss::allowed);
    }
    co_return ValidationResult::ignore;
}

awaitable<ValidationResult> Core::on_block_hashes(const eth::Origin& origin,
                                                  std::span<const eth::BlockAnnouncement> blocks) {
    tell(MessageId::new_block_hashes, origin.peer->node().id, eth::encode_new_block_hashes(blocks),
         Loss::allowed);
    co_return ValidationResult::ignore;
}

awaitable<ValidationResult> Core::on_transactions(
    const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) {
    if (origin.source == eth::Source::gossip) {
        tell(MessageId::transactions, origin.peer->node().id,
             eth::encode_transactions(transactions), Loss::allowed);
    }
    co_return ValidationResult::ignore;
}

/// Up to eth/67 an announcement has neither types nor sizes; the client reads the hashes alone.
awaitable<ValidationResult> Core::on_announcement(
    const eth::Origin& origin, std::span<const eth::TransactionAnnouncement> transactions) {
    tell(MessageId::announcement_v2, origin.peer->node().id,
         eth::encode_announcement_v2(transactions), Loss::allowed);
    co_return ValidationResult::ignore;
}

}  // namespace plexus::sentry
