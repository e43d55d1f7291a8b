#include <api/async/within.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/request.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/session/session.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::eth {
namespace {

using namespace std::chrono_literals;

/// Above this many unsent bytes no further request is served: a peer that sends requests without
/// reading holds no more than this of our memory. Two responses of the usual size.
constexpr std::size_t unsent_bytes = 2 * limits::response_bytes;

/// A peer that reads less than one response in this time is given up. The transport has a deadline
/// for each write; this one is for a peer that reads just enough to meet it.
constexpr auto unsent_limit = 2min;

}  // namespace

awaitable<Result<void>> Session::respond(std::uint64_t response_code, Bytes payload) {
    net::SharedMessage message = net::make_message(response_code, std::move(payload));
    co_return co_await post_response(std::move(message));
}

awaitable<Result<void>> Session::respond(std::uint64_t response_code,
                                         net::CompressedPayload payload) {
    net::SharedMessage message = net::make_message(response_code, std::move(payload));
    co_return co_await post_response(std::move(message));
}

awaitable<Result<void>> Session::post_response(net::SharedMessage message) {
    if (pipe_->queued_bytes() > unsent_bytes) {
        const Result<void> room = co_await within(unsent_limit, pipe_->queue_below(unsent_bytes));
        if (!room) {
            if (room.error() == Errc::timed_out) end(net::Reason::network_error);
            co_return make_error_code(Errc::peer_gone);
        }
    }
    const Result<void> sent = post(std::move(message), net::Priority::control);
    if (sent) protocol_->counters().served();
    co_return sent;
}

awaitable<Result<void>> Session::on_get_block_headers(SharedBytes payload) {
    const Result<Enveloped<chain::HeaderQuery>> request = decode_get_block_headers(payload);
    if (!request) co_return request.error();
    Result<chain::RawItems> headers = chain::RawItems{};
    if (context_.chain != nullptr) {
        headers = co_await context_.chain->headers(request->content, limits::response_budget);
    }
    if (!headers) co_return headers.error();
    net::CompressedPayload joined = join_headers(request->id, *headers);
    co_return co_await respond(code::block_headers, std::move(joined));
}

awaitable<Result<void>> Session::on_get_block_bodies(SharedBytes payload) {
    const Result<Enveloped<std::vector<Hash256>>> request = decode_get_by_hash(payload);
    if (!request) co_return request.error();
    if (context_.packed != nullptr) {
        Result<chain::PackedItems> packed =
            co_await context_.packed->packed_bodies(request->content, limits::response_budget);
        if (!packed) co_return packed.error();
        net::CompressedPayload joined = join_response(request->id, std::move(*packed));
        co_return co_await respond(code::block_bodies, std::move(joined));
    }
    Result<chain::RawItems> bodies = chain::RawItems{};
    if (context_.chain != nullptr) {
        bodies = co_await context_.chain->bodies(request->content, limits::response_budget);
    }
    if (!bodies) co_return bodies.error();
    co_return co_await respond(code::block_bodies, encode_response(request->id, *bodies));
}

awaitable<Result<void>> Session::on_get_pooled_transactions(SharedBytes payload) {
    const Result<Enveloped<std::vector<Hash256>>> request = decode_get_by_hash(payload);
    if (!request) co_return request.error();
    std::vector<RawTransaction> transactions;
    if (context_.transactions != nullptr) {
        transactions =
            co_await context_.transactions->transactions(request->content, limits::response_budget);
    }
    co_return co_await respond(code::pooled_transactions,
                               encode_pooled_transactions(request->id, transactions));
}

awaitable<Result<void>> Session::on_get_node_data(SharedBytes payload) {
    // This node executes nothing and so has no state; the protocol allows an empty response.
    const Result<Enveloped<std::vector<Hash256>>> request = decode_get_by_hash(payload);
    if (!request) co_return request.error();
    const chain::RawItems nothing;
    co_return co_await respond(code::node_data, encode_node_data(request->id, nothing));
}

}  // namespace plexus::inline v1::eth
