#pragma once

#include <api/eth/gossip.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/messages/block.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/receipt.hpp>
#include <kit/rlp/writer.hpp>

/// Blocks and transactions that are well formed and otherwise mean nothing.
namespace plexus::testing {

inline Hash256 numbered_hash(std::uint8_t number) {
    Hash256 hash;
    hash.bytes.back() = number;
    return hash;
}

inline SharedBytes make_header(std::uint64_t number, std::size_t extra_bytes = 0) {
    eth::Header header;
    header.number = number;
    header.extra = Bytes(extra_bytes, 0xee);
    return SharedBytes{eth::encode_header(header)};
}

/// `[[], []]`
inline SharedBytes empty_body() { return SharedBytes{Bytes{0xc2, 0xc0, 0xc0}}; }

inline eth::RawBlock make_block(std::uint64_t number) {
    return eth::make_raw_block(make_header(number), empty_body()).value();
}

/// A list with a number and padding: nobody looks into a transaction.
inline eth::RawTransaction make_transaction(std::uint64_t number, std::size_t padding = 0) {
    rlp::Writer out;
    out.list([&] {
        out.u64(number);
        out.bytes(Bytes(padding, 0x55));
    });
    eth::RawTransaction transaction;
    transaction.bytes = SharedBytes{out.take()};
    transaction.hash = eth::transaction_hash(transaction.bytes);
    return transaction;
}

inline eth::RawTransaction make_blob_transaction() {
    Bytes bytes{eth::transaction_type::blob};
    const eth::RawTransaction fields = make_transaction(9);
    bytes.insert(bytes.end(), fields.bytes.view().begin(), fields.bytes.view().end());
    eth::RawTransaction transaction;
    transaction.bytes = SharedBytes{std::move(bytes)};
    transaction.hash = eth::transaction_hash(transaction.bytes);
    return transaction;
}

inline std::vector<eth::RawTransaction> make_transactions(std::size_t count,
                                                          std::size_t padding = 0) {
    std::vector<eth::RawTransaction> transactions;
    for (std::size_t i = 0; i < count; ++i) transactions.push_back(make_transaction(i, padding));
    return transactions;
}

inline eth::BlockHashGossip announce(std::uint64_t number) {
    eth::BlockAnnouncement announcement;
    announcement.hash = make_block(number).hash;
    announcement.number = number;
    return eth::make_gossip(std::vector<eth::BlockAnnouncement>{announcement});
}

inline eth::TxHashGossip announce(const std::vector<eth::RawTransaction>& transactions) {
    std::vector<eth::TransactionAnnouncement> announced;
    for (const auto& transaction : transactions) {
        announced.push_back(eth::announcement_of(transaction));
    }
    return eth::make_gossip(std::move(announced));
}

/// `[receipt, ...]` in the form of eth/68, each with one log of so many bytes.
inline SharedBytes make_receipts(std::size_t count, std::size_t log_bytes = 0) {
    eth::Receipt receipt;
    receipt.type = eth::transaction_type::dynamic_fee;
    receipt.succeeded = true;
    receipt.logs.resize(1);
    receipt.logs.front().data = Bytes(log_bytes, 0x77);
    receipt.bloom = eth::bloom_of(receipt.logs);
    std::vector<eth::Receipt> receipts;
    for (std::size_t i = 0; i < count; ++i) {
        receipt.cumulative_gas += 21000;
        receipts.push_back(receipt);
    }
    return SharedBytes{eth::encode_receipt_list(receipts)};
}

inline Bytes new_block(std::uint64_t number) {
    return eth::encode_new_block(make_block(number), 1);
}

inline Bytes copy_of(BytesView view) { return {view.begin(), view.end()}; }

}  // namespace plexus::testing
