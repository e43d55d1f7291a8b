#include "whole_block.hpp"

#include <api/async/blocking.hpp>
#include <kit/eth/client/client.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/rlp/writer.hpp>

#include <plugins/sync/fetch/held.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// For a block at the tip: a peer that takes longer is of no use for following it.
constexpr auto request_limit = 5s;

/// The header that was requested, by the rules of the chain.
Result<Batch> batch_of(const Services& services, const SharedBytes& header, const Hash256& hash,
                       std::uint64_t number, net::PeerPtr from) {
    chain::HeaderQuery query;
    query.hash = hash;
    query.number = number;
    query.amount = 1;
    Result<eth::Headers> headers = eth::check_headers(query, std::span(&header, 1));
    if (!headers) return headers.error();
    if (headers->front().header.number != number) return Errc::invalid_data;
    if (services.rules != nullptr) {
        const Result<void> lawful = services.rules->check(header);
        if (!lawful) return lawful.error();
    }
    Batch batch;
    batch.headers_from = std::move(from);
    batch.headers = std::move(*headers);
    batch.bodies = eth::empty_bodies(batch.headers);
    batch.receipts = eth::empty_receipts(batch.headers);
    return batch;
}

Result<void> add_body(const Services& services, Batch& batch, const SharedBytes& body) {
    if (batch.bodies.front()) return {};
    return eth::match_bodies(batch.headers, std::span(&body, 1), batch.bodies,
                             services.rules_of_bodies());
}

/// A block whose parts have been checked against its header.
Result<Batch> batch_of(const Services& services, const eth::BlockParts& parts, net::PeerPtr from) {
    const std::uint64_t number = parts.header.header.number;
    Result<Batch> batch =
        batch_of(services, parts.header.raw, parts.header.hash, number, std::move(from));
    if (!batch) return batch;
    batch->bodies.front() = parts.body;
    batch->receipts.clear();
    if (parts.receipts) batch->receipts.emplace_back(*parts.receipts);
    return batch;
}

eth::Client client_of(const Services& services, net::PeerPtr peer) {
    return eth::Client(services.pool, services.host.runtime())
        .appending(services.body_rules)
        .only(std::move(peer))
        .within(request_limit);
}

}  // namespace

Result<Batch> check_gossiped(const Services& services, const eth::RawBlock& block,
                             net::PeerPtr from) {
    Result<Batch> batch =
        batch_of(services, block.header, block.hash, block.number, std::move(from));
    if (!batch) return batch;
    rlp::Writer out;
    out.list([&] {
        out.raw(block.body);
        if (!block.extra.empty()) out.raw(block.extra);
    });
    const SharedBytes body{out.take()};
    // Also where the roots say that the body is empty: another one would be a lie.
    batch->bodies.front().reset();
    const Result<void> whole = add_body(services, *batch, body);
    if (!whole) return whole.error();
    if (!batch->bodies.front()) return Errc::invalid_data;
    return batch;
}

awaitable<std::optional<Batch>> held_block(const Services& services, net::PeerPtr from,
                                           eth::BlockAnnouncement block) {
    const std::optional<eth::CheckedHeader> header = co_await held_header(services, block.hash);
    if (!header) co_return std::nullopt;
    co_await services.prepare_rules();
    auto work = [&] { return batch_of(services, header->raw, block.hash, block.number, from); };
    Result<Batch> batch = co_await on_blocking(services.host.runtime(), std::move(work));
    if (!batch) co_return std::nullopt;
    co_await add_held_bodies(services, *batch, eth::limits::message_bytes);
    if (!batch->bodies.front()) co_return std::nullopt;
    co_return std::move(*batch);
}

awaitable<Result<Batch>> request_announced(const Services& services, Receipts receipts,
                                           net::PeerPtr peer, eth::BlockAnnouncement block) {
    const eth::Client client = client_of(services, peer).claimed();
    using Wanted = eth::PartsWanted;
    const Wanted wanted =
        receipts == Receipts::wanted ? Wanted::with_receipts : Wanted::without_receipts;
    const eth::Response<eth::BlockParts> parts = co_await client.announced_block(block, wanted);
    if (!parts) co_return parts.error();
    co_await services.prepare_rules();
    auto work = [&] { return batch_of(services, *parts, peer); };
    Result<Batch> batch = co_await on_blocking(services.host.runtime(), std::move(work));
    if (!batch) {
        eth::report(*peer, net::PeerEvent::sent_bad_data);
        co_return batch;
    }
    Share& share = batch->served[peer_line(*peer)];
    share.bodies = 1;
    share.receipts = receipts == Receipts::wanted ? 1 : 0;
    co_return batch;
}

awaitable<Result<void>> request_receipts(const Services& services, net::PeerPtr peer,
                                         Batch& batch) {
    const eth::Client client = client_of(services, peer).forgiving();
    eth::Response<eth::OptionalItems> receipts = co_await client.receipts(batch.headers);
    if (!receipts) co_return receipts.error();
    batch.receipts = std::move(*receipts);
    batch.served[peer_line(*peer)].receipts = 1;
    co_return Result<void>{};
}

}  // namespace plexus::sync
