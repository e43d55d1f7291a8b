#include <algorithm>

#include <boost/scope_exit.hpp>

#include <api/async/await_on.hpp>
#include <api/async/within.hpp>
#include <api/core/assert.hpp>
#include <kit/eth/limits.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/request.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/session/session.hpp>

namespace plexus::inline v1::eth {
namespace {

/// Questions that one peer may owe us answers to at once.
constexpr std::size_t open_questions = 64;

using Decode = Result<Enveloped<chain::RawItems>> (*)(const SharedBytes& payload,
                                                      std::size_t asked);

/// What goes with each question for things by hash.
struct ByHash {
    std::uint64_t question;
    std::uint64_t answer;
    std::size_t most;
    Decode decode;
};

constexpr ByHash by_hash[] = {
    {code::get_block_bodies, code::block_bodies, limits::ask_bodies, &decode_block_bodies},
    {code::get_receipts, code::receipts, limits::ask_receipts, &decode_receipts_v1},
    {code::get_node_data, code::node_data, limits::ask_node_data, &decode_node_data},
};

const ByHash& kind_of(std::uint64_t question) {
    const auto found = std::ranges::find(by_hash, question, &ByHash::question);
    PLEXUS_ASSERT(found != std::ranges::end(by_hash));  // whoever adds a question adds its row
    return *found;
}

}  // namespace

std::size_t Session::in_flight() const noexcept { return in_flight_; }

// Each call hops to the peer's strand; `self` keeps the session until the answer is there.

awaitable<Result<chain::RawItems>> Session::headers(chain::HeaderQuery query) {
    const std::shared_ptr<Session> self = shared_from_this();
    auto there = ask_headers(query);
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<Result<chain::RawItems>> Session::bodies(std::vector<Hash256> hashes) {
    const std::shared_ptr<Session> self = shared_from_this();
    auto there = ask_by_hash(code::get_block_bodies, std::move(hashes));
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<Result<chain::RawItems>> Session::receipts(std::vector<Hash256> hashes) {
    const std::shared_ptr<Session> self = shared_from_this();
    auto there = ask_by_hash(code::get_receipts, std::move(hashes));
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<Result<chain::RawItems>> Session::node_data(std::vector<Hash256> hashes) {
    const std::shared_ptr<Session> self = shared_from_this();
    auto there = ask_by_hash(code::get_node_data, std::move(hashes));
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<Result<std::vector<RawTransaction>>> Session::pooled_transactions(
    std::vector<Hash256> hashes) {
    const std::shared_ptr<Session> self = shared_from_this();
    auto there = ask_transactions(std::move(hashes));
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<Result<SharedBytes>> Session::ask(std::uint64_t question, std::uint64_t answer_code,
                                            Encode encode) {
    if (pipe_ == nullptr) co_return make_error_code(Errc::peer_gone);
    if (dialect_.rows.find(question) == nullptr) co_return make_error_code(Errc::unsupported);
    if (requests_.size() >= open_questions) co_return make_error_code(Errc::overloaded);

    const std::uint64_t id = requests_.open(answer_code);
    in_flight_ = requests_.size();
    room_.notify();  // reading must not pause now, or the answer could not come
    BOOST_SCOPE_EXIT_ALL(&) {
        requests_.close(id);
        in_flight_ = requests_.size();
    };
    const Result<void> posted = send(question, encode(id), net::Priority::control);
    if (!posted) co_return posted.error();
    co_return co_await within(context_.request_timeout, requests_.answer(id));
}

void Session::book(const ErrorCode& error) {
    // The one who asked reports what becomes of a good answer: only he can check it.
    if (error == Errc::timed_out) peer_->report(net::PeerEvent::timed_out);
    const bool unreadable = error == Errc::malformed || error == Errc::non_canonical ||
                            error == Errc::limit_exceeded || error == Errc::invalid_data;
    if (!unreadable) return;
    peer_->report(net::PeerEvent::sent_garbage);
    end(net::Reason::subprotocol_error);
}

awaitable<Result<chain::RawItems>> Session::ask_headers(chain::HeaderQuery query) {
    if (query.amount == 0) co_return chain::RawItems{};
    if (query.amount > limits::answer_items) co_return make_error_code(Errc::limit_exceeded);
    const Encode encode = [query](std::uint64_t id) { return encode_get_block_headers(id, query); };
    const Result<SharedBytes> payload =
        co_await ask(code::get_block_headers, code::block_headers, encode);
    if (!payload) {
        book(payload.error());
        co_return payload.error();
    }
    Result<Enveloped<chain::RawItems>> decoded = decode_block_headers(*payload, query.amount);
    if (!decoded) {
        book(decoded.error());
        co_return decoded.error();
    }
    co_return std::move(decoded->content);
}

awaitable<Result<chain::RawItems>> Session::ask_by_hash(std::uint64_t question,
                                                        std::vector<Hash256> hashes) {
    const ByHash& kind = kind_of(question);
    const std::size_t asked = hashes.size();
    if (asked == 0) co_return chain::RawItems{};
    if (asked > kind.most) co_return make_error_code(Errc::limit_exceeded);
    const Encode encode = [&hashes](std::uint64_t id) { return encode_get_by_hash(id, hashes); };
    const Result<SharedBytes> payload = co_await ask(kind.question, kind.answer, encode);
    if (!payload) {
        book(payload.error());
        co_return payload.error();
    }
    Result<Enveloped<chain::RawItems>> decoded = kind.decode(*payload, asked);
    if (!decoded) {
        book(decoded.error());
        co_return decoded.error();
    }
    co_return std::move(decoded->content);
}

awaitable<Result<std::vector<RawTransaction>>> Session::ask_transactions(
    std::vector<Hash256> hashes) {
    const std::size_t asked = hashes.size();
    if (asked == 0) co_return std::vector<RawTransaction>{};
    if (asked > limits::ask_pooled_transactions) co_return make_error_code(Errc::limit_exceeded);
    const Encode encode = [&hashes](std::uint64_t id) { return encode_get_by_hash(id, hashes); };
    const Result<SharedBytes> payload =
        co_await ask(code::get_pooled_transactions, code::pooled_transactions, encode);
    if (!payload) {
        book(payload.error());
        co_return payload.error();
    }
    Result<Enveloped<std::vector<RawTransaction>>> decoded =
        decode_pooled_transactions(*payload, asked);
    if (!decoded) {
        book(decoded.error());
        co_return decoded.error();
    }
    co_return std::move(decoded->content);
}

}  // namespace plexus::inline v1::eth
