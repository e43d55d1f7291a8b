#include "receipt_form.hpp"

#include <algorithm>

#include <kit/eth/types/bloom_bits.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/receipt.hpp>

namespace plexus::inline v1::eth {
namespace {

BytesView rest_of(rlp::Reader& in) {
    BytesView rest;
    while (in.more()) {
        const BytesView item = in.raw();
        rest = rest.empty() ? item : BytesView{rest.data(), rest.size() + item.size()};
    }
    return rest;
}

/// Takes `statusOrState` unchanged: a status or a state root.
BytesView take_outcome(rlp::Reader& in) {
    if (in.peek() != rlp::Kind::string) in.fail(Errc::malformed);
    const rlp::Item outcome = in.item();
    if (outcome.payload.size() > Hash256::size_bytes) in.fail(Errc::malformed);
    return outcome.raw;
}

BytesView take_list(rlp::Reader& in) {
    if (in.peek() != rlp::Kind::list) in.fail(Errc::malformed);
    return in.raw();
}

/// The bloom of a list of logs, without decoding the logs' data.
Result<Bloom> bloom_of_raw(BytesView logs, BloomMemo& memo) {
    Bloom bloom;
    rlp::Reader in{logs};
    while (in.more()) {
        rlp::Reader log = in.list();
        add_to(bloom, memo.bits_of(log.fixed<20>()));
        rlp::Reader topics = log.list();
        while (topics.more()) add_to(bloom, memo.bits_of(topics.fixed<32>()));
        log.bytes(limits::message_bytes);
        log.expect_end();
    }
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return bloom;
}

Result<void> shorten(BytesView canonical, rlp::Writer& out) {
    const std::uint8_t type = type_of(canonical);
    if (type != transaction_type::legacy) canonical = canonical.subspan(1);
    rlp::Reader in{canonical};
    const BytesView outcome = take_outcome(in);
    const std::uint64_t gas = in.u64();
    in.fixed<256>();  // the bloom
    const BytesView logs = take_list(in);
    const BytesView rest = rest_of(in);
    const Result<void> done = in.finish();
    if (!done) return done;
    out.list([&] {
        out.u64(type);
        out.raw(outcome);
        out.u64(gas);
        out.raw(logs);
        out.raw(rest);
    });
    return {};
}

Result<void> complete(BytesView receipt, rlp::Writer& out, BloomMemo& memo) {
    rlp::Reader in{receipt};
    const auto type = in.number<std::uint8_t>();
    if (type > transaction_type::highest) in.fail(Errc::malformed);
    const BytesView outcome = take_outcome(in);
    const std::uint64_t gas = in.u64();
    const BytesView logs = take_list(in);
    const BytesView rest = rest_of(in);
    const Result<void> done = in.finish();
    if (!done) return done;
    const Result<Bloom> bloom = bloom_of_raw(logs, memo);
    if (!bloom) return bloom.error();

    rlp::Writer whole{receipt.size() + Bloom::size_bytes + 16};
    if (type != transaction_type::legacy) whole.raw(BytesView{&type, 1});
    whole.list([&] {
        whole.raw(outcome);
        whole.u64(gas);
        whole.fixed(*bloom);
        whole.raw(logs);
        whole.raw(rest);
    });
    write_transaction(out, whole.view());  // a receipt is wrapped exactly as its transaction is
    return {};
}

/// Every receipt of a list by `convert(BytesView, Writer&)`, taken by `take(Reader&)`.
template <class Take, class Convert>
Result<SharedBytes> convert_all(BytesView list, Take take, Convert convert) {
    rlp::Writer out{list.size()};
    rlp::Reader in{list};
    in.count(limits::block_receipts);  // refuses more
    const rlp::Writer::Mark mark = out.begin_list();
    while (in.more()) {
        const BytesView receipt = take(in);
        if (!in.ok()) break;
        const Result<void> converted = convert(receipt, out);
        if (!converted) return converted.error();
    }
    const Result<void> done = in.finish();
    if (!done) return done.error();
    out.end_list(mark);
    return SharedBytes{out.take()};
}

}  // namespace

Result<SharedBytes> without_blooms(const SharedBytes& list) {
    return convert_all(list, read_transaction, shorten);
}

Result<SharedBytes> with_blooms(const SharedBytes& list) {
    BloomMemo memo;
    return convert_all(list, take_list, [&](BytesView receipt, rlp::Writer& out) {
        return complete(receipt, out, memo);
    });
}

Result<SharedBytes> checked_blooms(const SharedBytes& list) {
    const Result<SharedBytes> shorter = without_blooms(list);
    if (!shorter) return shorter.error();
    const Result<SharedBytes> computed = with_blooms(*shorter);
    if (!computed) return computed.error();
    if (!std::ranges::equal(computed->view(), list.view())) return Errc::invalid_data;
    return list;
}

}  // namespace plexus::inline v1::eth
