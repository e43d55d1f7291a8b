#include <algorithm>
#include <iterator>

#include <api/async/blocking.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/session/receipt_pages.hpp>
#include <kit/eth/session/requesting.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::eth {
namespace {

using Convert = Result<SharedBytes> (*)(const SharedBytes& list);

Result<chain::RawItems> convert_all(const chain::RawItems& lists, Convert convert) {
    chain::RawItems converted;
    converted.reserve(lists.size());
    for (const SharedBytes& list : lists) {
        Result<SharedBytes> one = convert(list);
        if (!one) return one.error();
        converted.push_back(std::move(*one));
    }
    return converted;
}

}  // namespace

awaitable<Result<void>> Session::on_get_receipts(SharedBytes payload) {
    const Result<Enveloped<ReceiptsQuery>> request = spec_.receipts->decode_request(payload);
    if (!request) co_return request.error();
    // Not behind an offset: a part of a list has to be written anew.
    if (context_.packed != nullptr && request->content.first == 0) {
        auto joining = join_packed_receipts(request->id, request->content.hashes);
        Result<std::optional<net::CompressedPayload>> joined = co_await std::move(joining);
        if (!joined) co_return joined.error();
        if (*joined) co_return co_await respond(code::receipts, std::move(**joined));
    }
    Result<chain::RawItems> receipts = chain::RawItems{};
    std::vector<Hash256> hashes = request->content.hashes;
    if (context_.chain != nullptr) receipts = co_await look_up_receipts(hashes);
    if (receipts && receipts->size() == 1 && request->content.first > 0 && hashes.size() > 1) {
        // The receipts that are skipped have used up the budget: it is for what is sent.
        hashes.erase(hashes.begin());
        Result<chain::RawItems> others = co_await look_up_receipts(std::move(hashes));
        if (!others) co_return others.error();
        std::ranges::move(*others, std::back_inserter(*receipts));
    }
    if (!receipts) co_return receipts.error();
    const Result<ReceiptsResponse> page =
        fill_page(*receipts, request->content.first, *spec_.receipts);
    if (!page) co_return page.error();
    co_return co_await respond(code::receipts, spec_.receipts->encode_response(request->id, *page));
}

/// A response of lists as they are stored.
/// @returns nothing if no message holds them, or some of the blocks are missing where each list has
///          to be at its block's place
awaitable<Result<std::optional<net::CompressedPayload>>> Session::join_packed_receipts(
    std::uint64_t id, std::vector<Hash256> hashes) {
    const ReceiptsCodec& codec = *spec_.receipts;
    const chain::ReceiptForm form = codec.to_wire == nullptr ? chain::ReceiptForm::with_blooms
                                                             : chain::ReceiptForm::without_blooms;
    Result<chain::PackedItems> packed =
        co_await context_.packed->packed_receipts(hashes, limits::response_budget, form);
    const bool aligned = codec.cut == ReceiptsCodec::Cut::never;
    if (packed && !aligned && packed->count < hashes.size()) {
        // Mostly the budget is used up. As many of the first hashes as that are all known, then.
        hashes.resize(packed->count);
        packed = co_await context_.packed->packed_receipts(hashes, limits::response_budget, form);
        if (packed && packed->count < hashes.size()) co_return std::nullopt;
    }
    if (!packed) co_return packed.error();
    net::CompressedPayload joined = codec.join_response(id, std::move(*packed));
    if (joined.size > limits::message_bytes) co_return std::nullopt;
    co_return std::move(joined);
}

/// The stored lists in the version's form. Without blooms they are taken as they are stored: to
/// compute blooms that are left out again would cost far more than the request.
awaitable<Result<chain::RawItems>> Session::stored_receipts(std::vector<Hash256> hashes) {
    const Convert to_wire = spec_.receipts->to_wire;
    if (to_wire != nullptr && context_.packed != nullptr) {
        const Result<chain::PackedItems> packed = co_await context_.packed->packed_receipts(
            std::move(hashes), limits::response_budget, chain::ReceiptForm::without_blooms);
        if (!packed) co_return packed.error();
        co_return split_lists(*packed);
    }
    Result<chain::RawItems> lists =
        co_await context_.chain->receipts(std::move(hashes), limits::response_budget);
    if (!lists || to_wire == nullptr) co_return lists;
    Result<chain::RawItems> converted = convert_all(*lists, to_wire);
    if (!converted) co_return make_error_code(Errc::storage_failed);
    co_return converted;
}

/// The stored lists for the first hashes, without a gap: the offset of a request refers to its
/// first block, and the flag of a response to the last block in it, so each list must be at its
/// block's place.
awaitable<Result<chain::RawItems>> Session::look_up_receipts(std::vector<Hash256> hashes) {
    Result<chain::RawItems> known = co_await stored_receipts(hashes);
    const bool aligned = spec_.receipts->cut == ReceiptsCodec::Cut::never;
    if (!known || aligned || known->size() == hashes.size()) co_return known;
    chain::RawItems entry;  // some are missing or did not fit; single lookups tell which
    std::size_t bytes = 0;
    for (const Hash256& hash : hashes) {
        if (entry.size() == known->size() || bytes >= limits::response_bytes) break;
        std::vector<Hash256> one{hash};
        Result<chain::RawItems> found = co_await stored_receipts(std::move(one));
        if (!found) co_return found.error();
        if (found->empty()) break;
        bytes += found->front().size();
        entry.push_back(std::move(found->front()));
    }
    co_return entry;
}

awaitable<Result<chain::RawItems>> Session::request_receipts(std::vector<Hash256> hashes) {
    if (hashes.empty()) co_return chain::RawItems{};
    if (hashes.size() > limits::request_receipts) co_return make_error_code(Errc::limit_exceeded);
    ReceiptsQuery query;
    query.hashes = std::move(hashes);
    Result<ReceiptsResponse> response = co_await request_for_receipts(query);
    if (!response) co_return response.error();
    chain::RawItems& lists = response->blocks;
    if (response->last_incomplete) {
        Result<SharedBytes> whole =
            co_await request_for_rest(query.hashes[lists.size() - 1], lists.back());
        if (!whole) co_return whole.error();
        lists.back() = std::move(*whole);
    }
    co_return co_await in_form_of_eth68(std::move(lists));
}

awaitable<Result<ReceiptsResponse>> Session::request_for_receipts(ReceiptsQuery query) {
    const ReceiptsCodec& codec = *spec_.receipts;
    const Encode encode = [&](std::uint64_t id) { return codec.encode_request(id, query); };
    const Decode<ReceiptsResponse> decode = [&](const SharedBytes& payload) {
        return codec.decode_response(payload, query.hashes.size());
    };
    co_return co_await request_and_read<ReceiptsResponse>(code::get_receipts, code::receipts,
                                                          encode, decode);
}

/// Repeats the request from the first missing receipt on, until the block's list is complete.
/// @spec EIP-7975
awaitable<Result<SharedBytes>> Session::request_for_rest(Hash256 block, SharedBytes begun) {
    ReceiptPieces pieces;
    ReceiptsResponse response;
    response.blocks.push_back(std::move(begun));
    response.last_incomplete = true;
    while (true) {
        const Result<void> added = pieces.add(std::move(response.blocks.front()));
        if (!added) co_return refuse(added.error());
        if (!response.last_incomplete) co_return pieces.join();
        ReceiptsQuery query;
        query.hashes.push_back(block);
        query.first = pieces.count();
        Result<ReceiptsResponse> next = co_await request_for_receipts(query);
        if (!next) co_return next.error();
        if (next->blocks.empty())
            co_return make_error_code(Errc::not_found);  // the peer no longer has the block
        response = std::move(*next);
    }
}

awaitable<Result<chain::RawItems>> Session::in_form_of_eth68(chain::RawItems lists) {
    auto work = [lists = std::move(lists), from_wire = spec_.receipts->from_wire] {
        return convert_all(lists, from_wire);
    };
    Result<chain::RawItems> converted = co_await on_blocking(runtime_, std::move(work));
    if (!converted) co_return refuse(converted.error());
    co_return converted;
}

}  // namespace plexus::inline v1::eth
