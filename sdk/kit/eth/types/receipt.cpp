#include "receipt.hpp"

#include <kit/eth/types/bloom_bits.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_transaction.hpp>

namespace plexus::inline v1::eth {
namespace {

constexpr std::size_t max_topics = 4;  // LOG0 to LOG4 are all that write logs

void read_outcome(rlp::Reader& in, Receipt& receipt) {
    const BytesView outcome = in.bytes(Hash256::size_bytes);
    receipt.post_state = Hash256::from(outcome);
    if (receipt.post_state) return;
    receipt.succeeded = outcome.size() == 1 && outcome[0] == 1;
    if (!receipt.succeeded && !outcome.empty()) in.fail(Errc::malformed);
}

void read_log(rlp::Reader& in, Log& log) {
    rlp::Reader fields = in.list();
    log.address = fields.fixed<20>();
    rlp::Reader topics = fields.list();
    log.topics.reserve(topics.count(max_topics));
    while (topics.more()) log.topics.push_back(topics.fixed<32>());
    const BytesView data = fields.bytes(limits::message_bytes);
    log.data.assign(data.begin(), data.end());
    fields.expect_end();
}

void write_log(rlp::Writer& out, const Log& log) {
    out.list([&] {
        out.fixed(log.address);
        out.list([&] {
            for (const Hash256& topic : log.topics) out.fixed(topic);
        });
        out.bytes(log.data);
    });
}

void write_outcome(rlp::Writer& out, const Receipt& receipt) {
    if (receipt.post_state) {
        out.fixed(*receipt.post_state);
    } else {
        out.boolean(receipt.succeeded);
    }
}

}  // namespace

void add_to(Bloom& bloom, BytesView value) { add_to(bloom, bloom_bits(value)); }

Bloom bloom_of(const std::vector<Log>& logs) {
    Bloom bloom;
    for (const Log& log : logs) {
        add_to(bloom, log.address);
        for (const Hash256& topic : log.topics) add_to(bloom, topic);
    }
    return bloom;
}

Result<Receipt> decode_receipt(BytesView canonical) {
    Receipt receipt;
    receipt.type = type_of(canonical);
    if (receipt.type != transaction_type::legacy) canonical = canonical.subspan(1);
    rlp::Reader in{canonical};
    read_outcome(in, receipt);
    receipt.cumulative_gas = in.u64();
    receipt.bloom = in.fixed<256>();
    rlp::Reader logs = in.list();
    receipt.logs.reserve(logs.count(limits::message_bytes / Address::size_bytes));
    while (logs.more()) read_log(logs, receipt.logs.emplace_back());
    while (in.more()) {
        const BytesView item = in.raw();
        receipt.unknown.insert(receipt.unknown.end(), item.begin(), item.end());
    }
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return receipt;
}

Bytes encode_receipt(const Receipt& receipt) {
    constexpr std::size_t usual_bytes = 300;  // without logs
    rlp::Writer out{usual_bytes};
    if (receipt.type != transaction_type::legacy) out.raw(BytesView{&receipt.type, 1});
    out.list([&] {
        write_outcome(out, receipt);
        out.u64(receipt.cumulative_gas);
        out.fixed(receipt.bloom);
        out.list([&] {
            for (const Log& log : receipt.logs) write_log(out, log);
        });
        out.raw(receipt.unknown);
    });
    return out.take();
}

Result<std::vector<Receipt>> decode_receipt_list(BytesView list) {
    std::vector<Receipt> receipts;
    rlp::Reader in{list};
    // The vector is not reserved by the count of items: a decoded receipt is many times as large as
    // the shortest item, so a small message could claim much memory.
    while (in.more() && receipts.size() <= limits::block_receipts) {
        const BytesView canonical = read_transaction(in);
        if (!in.ok()) break;
        Result<Receipt> receipt = decode_receipt(canonical);
        if (!receipt) return receipt.error();
        receipts.push_back(std::move(*receipt));
    }
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return receipts;
}

Bytes encode_receipt_list(const std::vector<Receipt>& receipts) {
    rlp::Writer out;
    out.list([&] {
        for (const Receipt& receipt : receipts) write_transaction(out, encode_receipt(receipt));
    });
    return out.take();
}

}  // namespace plexus::inline v1::eth
