#include "whole_block.hpp"

#include <array>

#include <api/async/blocking.hpp>
#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>
#include <api/eth/remote.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/rlp/writer.hpp>

#include <plugins/sync/fetch/held.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// For a block at the tip: a peer that takes longer is of no use for following it.
constexpr auto request_limit = 5s;

using Items = Result<chain::RawItems>;

/// The three responses that make a block.
struct Responses {
    Items headers = make_error_code(Errc::timed_out);
    Items bodies = make_error_code(Errc::timed_out);
    Items receipts = make_error_code(Errc::timed_out);
};

awaitable<void> ask_header(std::shared_ptr<eth::Remote> remote, Hash256 hash, Items& into) {
    chain::HeaderQuery query;
    query.hash = hash;
    query.amount = 1;
    auto request = remote->headers(query);
    into = co_await std::move(request);
}

awaitable<void> ask_body(std::shared_ptr<eth::Remote> remote, Hash256 hash, Items& into) {
    std::vector<Hash256> hashes(1, hash);
    auto request = remote->bodies(std::move(hashes));
    into = co_await std::move(request);
}

awaitable<void> ask_receipts(std::shared_ptr<eth::Remote> remote, Hash256 hash, Items& into) {
    std::vector<Hash256> hashes(1, hash);
    auto request = remote->receipts(std::move(hashes));
    into = co_await std::move(request);
}

/// Waits for all of them, but not longer than the limit.
awaitable<void> join_in_time(TaskScope& requests, eth::Remote& remote) {
    auto all = requests.join();
    const Result<void> in_time = co_await within(request_limit, std::move(all));
    if (!in_time) remote.report(net::PeerEvent::timed_out);
}

awaitable<void> ask_for_all(Executor strand, std::shared_ptr<eth::Remote> remote, Receipts receipts,
                            Hash256 hash, Responses& into) {
    TaskScope requests(strand);
    requests.spawn("sync announced header", ask_header(remote, hash, into.headers));
    requests.spawn("sync announced body", ask_body(remote, hash, into.bodies));
    if (receipts == Receipts::wanted) {
        requests.spawn("sync announced receipts", ask_receipts(remote, hash, into.receipts));
    }
    co_await join_in_time(requests, *remote);
}

/// The header that was asked for, by the rules of the chain.
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

Result<void> add_receipts(Batch& batch, const SharedBytes& receipts) {
    if (batch.receipts.front()) return {};
    return eth::match_receipts(batch.headers, std::span(&receipts, 1), batch.receipts);
}

/// Puts the responses together.
/// @errors Errc::not_found if the peer lacks a part
Result<Batch> check_responses(const Services& services, const Responses& responses,
                              const eth::BlockAnnouncement& block, Receipts wanted,
                              net::PeerPtr from) {
    if (!responses.headers) return responses.headers.error();
    if (responses.headers->empty()) return Errc::not_found;
    Result<Batch> batch =
        batch_of(services, responses.headers->front(), block.hash, block.number, std::move(from));
    if (!batch) return batch;
    if (!batch->bodies.front()) {
        if (!responses.bodies) return responses.bodies.error();
        if (responses.bodies->empty()) return Errc::not_found;
        const Result<void> body = add_body(services, *batch, responses.bodies->front());
        if (!body) return body.error();
    }
    if (wanted == Receipts::unwanted) {
        batch->receipts.clear();
    } else if (!batch->receipts.front()) {
        if (!responses.receipts) return responses.receipts.error();
        if (responses.receipts->empty()) return Errc::not_found;
        const Result<void> receipts = add_receipts(*batch, responses.receipts->front());
        if (!receipts) return receipts.error();
    }
    return batch;
}

/// Whether the error says nothing about what the peer has sent.
bool is_blameless(const ErrorCode& error) {
    static const std::array blameless{
        make_error_code(Errc::timed_out), make_error_code(Errc::peer_gone),
        make_error_code(Errc::overloaded), make_error_code(Errc::unsupported)};
    return std::ranges::find(blameless, error) != blameless.end();
}

/// What the peer gets for a response; the session itself has booked one that did not come.
void report(eth::Remote& remote, const ErrorCode& error) {
    if (!error) return remote.report(net::PeerEvent::served_request);
    if (is_blameless(error)) return;
    const bool empty = error == Errc::not_found;
    remote.report(empty ? net::PeerEvent::empty_response : net::PeerEvent::sent_bad_data);
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
    const auto remote = peer->handle<eth::Remote>();
    if (!remote) co_return make_error_code(Errc::peer_gone);
    Responses responses;
    co_await ask_for_all(services.host.strand(), remote, receipts, block.hash, responses);
    co_await services.prepare_rules();
    auto work = [&] { return check_responses(services, responses, block, receipts, peer); };
    Result<Batch> batch = co_await on_blocking(services.host.runtime(), std::move(work));
    report(*remote, batch.error());
    if (batch) {
        Share& share = batch->served[peer_line(*peer)];
        share.bodies = 1;
        share.receipts = receipts == Receipts::wanted ? 1 : 0;
    }
    co_return batch;
}

awaitable<Result<void>> request_receipts(const Services& services, net::PeerPtr peer,
                                         Batch& batch) {
    const auto remote = peer->handle<eth::Remote>();
    if (!remote) co_return make_error_code(Errc::peer_gone);
    Items receipts = make_error_code(Errc::timed_out);
    auto request = ask_receipts(remote, batch.headers.front().hash, receipts);
    const Result<void> in_time = co_await within(request_limit, std::move(request));
    if (!in_time) remote->report(net::PeerEvent::timed_out);
    if (!receipts) co_return receipts.error();
    if (receipts->empty()) co_return make_error_code(Errc::not_found);
    auto work = [&] { return add_receipts(batch, receipts->front()); };
    const Result<void> added = co_await on_blocking(services.host.runtime(), std::move(work));
    report(*remote, added.error());
    if (added) batch.served[peer_line(*peer)].receipts = 1;
    co_return added;
}

}  // namespace plexus::sync
