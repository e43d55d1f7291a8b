#include "handlers.hpp"

#include <kit/rlp/writer.hpp>

namespace plexus::stream {
namespace {

using eth::ValidationResult;

std::int64_t microseconds(WallTime at) {
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

void append(Bytes& column, BytesView bytes) {
    column.insert(column.end(), bytes.begin(), bytes.end());
}

Record record_of(const eth::Origin& origin) {
    Record record;
    record.at_us = microseconds(origin.wall_time);
    record.fetched = origin.source == eth::Source::response;
    return record;
}

Bytes without_leading_zeros(const Uint256& number) {
    const auto digits = number.to_big_endian();
    const auto first = std::ranges::find_if(digits, [](std::uint8_t digit) { return digit != 0; });
    return {first, digits.end()};
}

/// `[header, transactions, uncles, withdrawals?]`.
Bytes rlp_of(const eth::RawBlock& block) {
    rlp::Writer out(block.header.size() + block.body.size() + 8);
    out.list([&] {
        out.raw(block.header);
        out.raw(block.body);
    });
    return out.take();
}

/// A legacy transaction is a list, whose first byte is larger than any type.
std::uint8_t type_of(BytesView transaction) {
    constexpr std::uint8_t first_list_byte = 0xc0;
    if (transaction.empty() || transaction[0] >= first_list_byte) return 0;
    return transaction[0];
}

void add_announced(Record& record, const eth::TransactionAnnouncement& transaction) {
    append(record.hashes, transaction.hash);
    if (transaction.type) record.types.push_back(*transaction.type);
    if (transaction.size) record.sizes.push_back(*transaction.size);
}

}  // namespace

Handlers::Handlers(Collector& collector, const Kinds& kinds, Metrics& metrics)
    : collector_(collector), kinds_(kinds) {
    for (const Kind kind : drop_order) {
        sightings_[index_of(kind)] = &metrics.counter(
            {"plexus_stream_sightings_total", "Things that peers were seen to send"},
            {{"kind", std::string(name_of(kind))}});
    }
}

awaitable<ValidationResult> Handlers::on_block(const eth::Origin& origin,
                                               const eth::RawBlock& block) {
    if (!wants(Kind::block)) co_return ValidationResult::ignore;
    Record record = record_of(origin);
    append(record.hashes, block.hash);
    append(record.links, block.parent);
    record.numbers = {block.number, block.transactions};
    record.sizes = {block.header.size() + block.body.size() + block.extra.size()};
    if (block.total_difficulty) {
        record.total_difficulty = without_leading_zeros(*block.total_difficulty);
    }
    add(Kind::block, *origin.peer, std::move(record),
        [&block](std::size_t) { return rlp_of(block); });
    co_return ValidationResult::ignore;
}

awaitable<ValidationResult> Handlers::on_block_hashes(
    const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) {
    if (!wants(Kind::block_hash) || blocks.empty()) co_return ValidationResult::ignore;
    Record record = record_of(origin);
    for (const eth::BlockAnnouncement& block : blocks) {
        append(record.hashes, block.hash);
        record.numbers.push_back(block.number);
    }
    add(Kind::block_hash, *origin.peer, std::move(record));
    co_return ValidationResult::ignore;
}

awaitable<ValidationResult> Handlers::on_transactions(
    const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) {
    if (!wants(Kind::tx) || transactions.empty()) co_return ValidationResult::ignore;
    Record record = record_of(origin);
    record.hashes.reserve(transactions.size() * Hash256::size_bytes);
    for (const eth::RawTransaction& transaction : transactions) {
        append(record.hashes, transaction.hash);
        record.types.push_back(type_of(transaction.bytes));
        record.sizes.push_back(transaction.bytes.size());
    }
    add(Kind::tx, *origin.peer, std::move(record), [transactions](std::size_t index) {
        const BytesView bytes = transactions[index].bytes;
        return Bytes(bytes.begin(), bytes.end());
    });
    co_return ValidationResult::ignore;
}

awaitable<ValidationResult> Handlers::on_announcement(
    const eth::Origin& origin, std::span<const eth::TransactionAnnouncement> transactions) {
    if (!wants(Kind::tx_announce) || transactions.empty()) co_return ValidationResult::ignore;
    Record record = record_of(origin);
    record.hashes.reserve(transactions.size() * Hash256::size_bytes);
    for (const eth::TransactionAnnouncement& transaction : transactions) {
        add_announced(record, transaction);
    }
    add(Kind::tx_announce, *origin.peer, std::move(record));
    co_return ValidationResult::ignore;
}

void Handlers::on_finality_votes(const eth::Origin& origin,
                                 std::span<const eth::FinalityVote> votes) noexcept {
    if (!wants(Kind::vote) || votes.empty()) return;
    Record record = record_of(origin);
    for (const eth::FinalityVote& vote : votes) {
        append(record.hashes, vote.hash);
        append(record.links, vote.target_hash);
        append(record.voters, vote.voter);
        record.numbers.push_back(vote.target_number);
    }
    add(Kind::vote, *origin.peer, std::move(record));
}

void Handlers::on_pool_event(const net::PeerPoolEvent& event, WallTime at) {
    if (const auto* joined = std::get_if<net::PeerJoined>(&event)) {
        on_joined(*joined->peer, at);
    } else if (const auto* left = std::get_if<net::PeerLeft>(&event)) {
        Record record;
        record.at_us = microseconds(at);
        record.reason = to_string(left->reason);
        record.reason += left->ended_by == net::Side::ours ? " (by us)" : " (by the peer)";
        if (wants(Kind::peer_left)) add(Kind::peer_left, *left->peer, std::move(record));
        collector_.forget(left->peer->node().id);
    }
}

void Handlers::on_joined(const net::Peer& peer, WallTime at) {
    // A message of its last connection may have been told after the end of that.
    collector_.forget(peer.node().id);
    if (!wants(Kind::peer_joined)) return;
    Record record;
    record.at_us = microseconds(at);
    add(Kind::peer_joined, peer, std::move(record));
}

void Handlers::add(Kind kind, const net::Peer& peer, Record record, const Collector::Body& body) {
    sightings_[index_of(kind)]->add(sightings_of(record));
    collector_.add(kind, peer, std::move(record), body);
}

}  // namespace plexus::stream
