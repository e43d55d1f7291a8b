#include <boost/scope_exit.hpp>

#include <api/async/await_on.hpp>
#include <api/async/within.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/request.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/session/requesting.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::eth {
namespace {

/// Open requests to one peer; further ones fail with Errc::overloaded.
constexpr std::size_t open_requests = 64;

}  // namespace

std::size_t Session::in_flight() const noexcept { return stats().in_flight; }

net::ProtocolStats Session::stats() const noexcept { return protocol_->counters().read(); }

void Session::report(net::PeerReport report) { protocol_->report(std::move(report)); }

// Each call moves to the peer's strand. `self` keeps the session alive until the call has ended:
// the peer's connection may end before that.

awaitable<Result<chain::RawItems>> Session::headers(chain::HeaderQuery query) {
    const std::shared_ptr<Session> self = shared_from_this();
    auto there = request_headers(query);
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<Result<chain::RawItems>> Session::bodies(std::vector<Hash256> hashes) {
    const std::shared_ptr<Session> self = shared_from_this();
    auto there = request_bodies(std::move(hashes));
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<Result<chain::RawItems>> Session::receipts(std::vector<Hash256> hashes) {
    const std::shared_ptr<Session> self = shared_from_this();
    auto there = request_receipts(std::move(hashes));
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<Result<chain::RawItems>> Session::node_data(std::vector<Hash256> hashes) {
    const std::shared_ptr<Session> self = shared_from_this();
    auto there = request_node_data(std::move(hashes));
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<Result<std::vector<RawTransaction>>> Session::pooled_transactions(
    std::vector<Hash256> hashes) {
    const std::shared_ptr<Session> self = shared_from_this();
    auto there = request_transactions(std::move(hashes));
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<Result<SharedBytes>> Session::send_request(std::uint64_t request,
                                                     std::uint64_t response_code, Encode encode) {
    if (pipe_ == nullptr) co_return make_error_code(Errc::peer_gone);
    if (spec_.messages.find(request) == nullptr) co_return make_error_code(Errc::unsupported);
    if (requests_.size() >= open_requests) co_return make_error_code(Errc::overloaded);

    const std::uint64_t id = requests_.open(response_code);
    count_in_flight();
    room_.notify();  // wakes a reader that pauses at a soft bound: the response would not be read
    BOOST_SCOPE_EXIT_ALL(&) {
        requests_.close(id);
        count_in_flight();
    };
    const Result<void> posted = send(request, encode(id), net::Priority::control);
    if (!posted) co_return posted.error();
    protocol_->counters().requested();
    const SteadyTime requested = clock_.now();
    const Result<SharedBytes> payload =
        co_await within(latency_.deadline(), requests_.response(id));
    measure(request, id, payload, clock_.now() - requested);
    co_return payload;
}

void Session::measure(std::uint64_t request, std::uint64_t id, const Result<SharedBytes>& payload,
                      Duration took) {
    if (payload) {
        latency_.responded(took);
        protocol_->counters().set_latency(latency_.last(), latency_.mean());
    } else if (payload.error() == Errc::timed_out) {
        book_timed_out(request, took);
    }
    protocol_->counters().set_deadline(latency_.deadline());
    if (!payload || pipe_ == nullptr) return;  // after serve() the logger may be gone
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(took);
    PLEXUS_LOG(context_.log, debug) << "response received" << kv("name", name_of(request))
                                    << kv("peer", net::brief(peer_->node().id)) << kv("id", id)
                                    << kv("elapsed_ms", elapsed.count());
}

/// Counts a decoded response. The last measured latency belongs to it: nothing else runs on the
/// strand between receiving and decoding it.
void Session::count_response(std::uint64_t request, std::size_t bytes) {
    protocol_->counters().responded();
    net::PeerReport report = net::PeerEvent::responded;
    report.message = name_of(request);
    report.took = latency_.last();
    report.bytes = bytes;
    protocol_->report(std::move(report));
    if (pipe_ != nullptr) context_.metrics.responded(request, latency_.last());
}

void Session::book_timed_out(std::uint64_t request, Duration took) {
    latency_.timed_out();
    protocol_->counters().timed_out();
    net::PeerReport report = net::PeerEvent::timed_out;
    report.message = name_of(request);
    report.took = took;
    protocol_->report(std::move(report));
}

void Session::count_in_flight() { protocol_->counters().set_in_flight(requests_.size()); }

/// Ends the session over a response that breaks the rules, and hands the error on.
/// The caller reports on a response that can be decoded: only the caller can check its content.
ErrorCode Session::refuse(const ErrorCode& error) {
    protocol_->counters().refused();
    end(net::Reason::subprotocol_error);
    protocol_->report(net::PeerEvent::sent_garbage);
    return error;
}

awaitable<Result<chain::RawItems>> Session::request_headers(chain::HeaderQuery query) {
    if (query.amount == 0) co_return chain::RawItems{};
    if (query.amount > limits::response_items) co_return make_error_code(Errc::limit_exceeded);
    const Encode encode = [&](std::uint64_t id) { return encode_get_block_headers(id, query); };
    const Decode<chain::RawItems> decode = [&](const SharedBytes& payload) {
        return decode_block_headers(payload, query.amount);
    };
    Result<chain::RawItems> headers = co_await request_and_read<chain::RawItems>(
        code::get_block_headers, code::block_headers, encode, decode);
    // A peer that serves a block's header has the block: it is not gossiped to that peer.
    if (query.hash && headers && !headers->empty()) {
        known_blocks_.add(*query.hash);
        learn_number(*query.hash, headers->front());
    }
    co_return headers;
}

awaitable<Result<chain::RawItems>> Session::request_bodies(std::vector<Hash256> hashes) {
    if (hashes.empty()) co_return chain::RawItems{};
    if (hashes.size() > limits::request_bodies) co_return make_error_code(Errc::limit_exceeded);
    const Encode encode = [&](std::uint64_t id) { return encode_get_by_hash(id, hashes); };
    const Decode<chain::RawItems> decode = [&](const SharedBytes& payload) {
        return decode_block_bodies(payload, hashes.size());
    };
    co_return co_await request_and_read<chain::RawItems>(code::get_block_bodies, code::block_bodies,
                                                         encode, decode);
}

awaitable<Result<chain::RawItems>> Session::request_node_data(std::vector<Hash256> hashes) {
    if (hashes.empty()) co_return chain::RawItems{};
    if (hashes.size() > limits::request_node_data) co_return make_error_code(Errc::limit_exceeded);
    const Encode encode = [&](std::uint64_t id) { return encode_get_by_hash(id, hashes); };
    const Decode<chain::RawItems> decode = [&](const SharedBytes& payload) {
        return decode_node_data(payload, hashes.size());
    };
    co_return co_await request_and_read<chain::RawItems>(code::get_node_data, code::node_data,
                                                         encode, decode);
}

awaitable<Result<std::vector<RawTransaction>>> Session::request_transactions(
    std::vector<Hash256> hashes) {
    using Transactions = std::vector<RawTransaction>;
    if (hashes.empty()) co_return Transactions{};
    if (hashes.size() > limits::request_pooled_transactions) {
        co_return make_error_code(Errc::limit_exceeded);
    }
    const Encode encode = [&](std::uint64_t id) { return encode_get_by_hash(id, hashes); };
    const Decode<Transactions> decode = [&](const SharedBytes& payload) {
        return decode_pooled_transactions(payload, hashes.size());
    };
    co_return co_await request_and_read<Transactions>(code::get_pooled_transactions,
                                                      code::pooled_transactions, encode, decode);
}

}  // namespace plexus::inline v1::eth
