#include <api/async/clock.hpp>
#include <kit/eth/limits.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/request.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/session/session.hpp>

namespace plexus::inline v1::eth {
namespace {

using namespace std::chrono_literals;

/// Above this many unsent bytes no further question is answered: a peer that asks without reading
/// gets no more than that out of our memory. Two answers of the usual size.
constexpr std::size_t unsent_bytes = 2 * limits::answer_bytes;
constexpr auto unsent_check = 20ms;

}  // namespace

awaitable<Result<void>> Session::answer(std::uint64_t answer_code, Bytes payload) {
    // The link's write deadline ends a peer that never reads, and with it this wait.
    while (pipe_->queued_bytes() > unsent_bytes) co_await sleep_for(unsent_check);
    const Result<void> sent = send(answer_code, std::move(payload), net::Priority::control);
    if (sent) tally_.served();
    co_return sent;
}

awaitable<Result<void>> Session::on_get_block_headers(SharedBytes payload) {
    const Result<Enveloped<chain::HeaderQuery>> question = decode_get_block_headers(payload);
    if (!question) co_return question.error();
    Result<chain::RawItems> headers = chain::RawItems{};
    if (context_.chain != nullptr) {
        headers = co_await context_.chain->headers(question->content, limits::answer_budget);
    }
    if (!headers) co_return headers.error();
    co_return co_await answer(code::block_headers, encode_response(question->id, *headers));
}

awaitable<Result<void>> Session::on_get_block_bodies(SharedBytes payload) {
    const Result<Enveloped<std::vector<Hash256>>> question = decode_get_by_hash(payload);
    if (!question) co_return question.error();
    Result<chain::RawItems> bodies = chain::RawItems{};
    if (context_.chain != nullptr) {
        bodies = co_await context_.chain->bodies(question->content, limits::answer_budget);
    }
    if (!bodies) co_return bodies.error();
    co_return co_await answer(code::block_bodies, encode_response(question->id, *bodies));
}

awaitable<Result<void>> Session::on_get_pooled_transactions(SharedBytes payload) {
    const Result<Enveloped<std::vector<Hash256>>> question = decode_get_by_hash(payload);
    if (!question) co_return question.error();
    std::vector<RawTransaction> transactions;
    if (context_.transactions != nullptr) {
        transactions =
            context_.transactions->transactions(question->content, limits::answer_budget);
    }
    co_return co_await answer(code::pooled_transactions,
                              encode_pooled_transactions(question->id, transactions));
}

awaitable<Result<void>> Session::on_get_node_data(SharedBytes payload) {
    // A node that executes nothing has no state; the empty answer is the legal way to say so.
    const Result<Enveloped<std::vector<Hash256>>> question = decode_get_by_hash(payload);
    if (!question) co_return question.error();
    const chain::RawItems nothing;
    co_return co_await answer(code::node_data, encode_node_data(question->id, nothing));
}

}  // namespace plexus::inline v1::eth
