#include <boost/scope_exit.hpp>

#include <api/async/await_on.hpp>
#include <api/async/blocking.hpp>
#include <api/async/within.hpp>
#include <kit/eth/messages/response.hpp>
#include <plugins/bsc/protocol/limits.hpp>

#include "code.hpp"
#include "range_reader.hpp"
#include "session.hpp"

namespace plexus::inline v1::bsc {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t first_with_ranges = 2;

/// Open requests to one peer; each response may be a message of full size.
constexpr std::size_t open_requests = 4;

/// Above this many unsent bytes no further request is served: with a response of full size on
/// top, the link's queue still has room for eth's.
constexpr std::size_t unsent_bytes = 4 * 1024 * 1024;

/// A peer that reads less than one response in this time is given up. The transport has a deadline
/// for each write; this one is for a peer that reads just enough to meet it.
constexpr auto unsent_limit = 2min;

/// @errors as Remote::blocks_by_range
Result<std::vector<eth::RawBlock>> read_response(const SharedBytes& payload,
                                                 const BlockRange& range) {
    Result<eth::Enveloped<std::vector<eth::RawBlock>>> response =
        decode_blocks_by_range(payload, range.count);
    if (!response) return response.error();
    const Result<void> good = check_range(range, response->content);
    if (!good) return good.error();
    return std::move(response->content);
}

}  // namespace

void BscSession::take_request(const SharedBytes& payload) {
    const Result<eth::Enveloped<BlockRange>> request = decode_get_blocks_by_range(payload);
    if (!request) return refuse(code::get_blocks_by_range, request.error());
    eth::Enveloped<BlockRange> waiting = *request;
    if (!incoming_requests_.try_send(std::move(waiting))) drop(code::get_blocks_by_range);
}

awaitable<void> BscSession::serve_requests() {
    while (!has_base_) co_await based_.wait();
    while (true) {
        const Result<eth::Enveloped<BlockRange>> request = co_await incoming_requests_.receive();
        if (!request) co_return;
        if (pipe_->queued_bytes() > unsent_bytes) {
            const Result<void> room =
                co_await within(unsent_limit, pipe_->queue_below(unsent_bytes));
            if (!room) {
                // The link has ended, or bsc has left the node: not for this session to disconnect.
                if (room.error() == Errc::timed_out) end(net::Reason::network_error);
                co_return;
            }
        }
        if (bytes_served_.spend(0, Clock::of(strand_).now()) < bytes_served_.limit()) {
            co_await serve_request(*request);
        } else {
            drop(code::get_blocks_by_range);
        }
    }
}

awaitable<void> BscSession::serve_request(eth::Enveloped<BlockRange> request) {
    const Lease<chain::ChainReader> chain = context_.host.lease<chain::ChainReader>();
    Result<chain::RawItems> blocks = chain::RawItems{};
    if (chain) blocks = co_await read_range(*chain, request.content);
    // The store logs why it failed.
    if (!blocks) co_return drop(code::get_blocks_by_range);
    Bytes response = eth::encode_response(request.id, *blocks);
    bytes_served_.spend(response.size(), Clock::of(strand_).now());
    const Result<void> posted =
        post(code::blocks_by_range, std::move(response), net::Priority::control);
    if (!posted) co_return end(net::Reason::requested);
    protocol_->counters().served();
}

void BscSession::take_response(SharedBytes payload) {
    const Result<std::uint64_t> id = eth::peek_request_id(payload);
    if (!id) return refuse(code::blocks_by_range, id.error());
    const eth::Requests::Match match =
        requests_.match(*id, code::blocks_by_range, std::move(payload));
    if (match != eth::Requests::Match::unrequested) return;
    protocol_->report(net::PeerEvent::sent_unsolicited);
    drop(code::blocks_by_range);
}

awaitable<Result<std::vector<eth::RawBlock>>> BscSession::blocks_by_range(BlockRange range) {
    const std::shared_ptr<BscSession> self = shared_from_this();
    auto there = request_range(std::move(range));
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<Result<SharedBytes>> BscSession::send_request(const BlockRange& range) {
    if (version_ < first_with_ranges) co_return make_error_code(Errc::unsupported);
    const bool within_limits = range.count > 0 && range.count <= limits::range_blocks;
    if (!within_limits) co_return make_error_code(Errc::limit_exceeded);
    if (pipe_ == nullptr) co_return make_error_code(Errc::peer_gone);
    if (requests_.size() >= open_requests) co_return make_error_code(Errc::overloaded);

    const std::uint64_t id = requests_.open(code::blocks_by_range);
    count_in_flight();
    BOOST_SCOPE_EXIT_ALL(&) {
        requests_.close(id);
        count_in_flight();
    };
    const Result<void> posted = post(code::get_blocks_by_range,
                                     encode_get_blocks_by_range(id, range), net::Priority::control);
    if (!posted) co_return posted.error();
    protocol_->counters().requested();
    co_return co_await within(context_.request_timeout, requests_.response(id));
}

std::size_t BscSession::in_flight() const noexcept {
    return protocol_->counters().read().in_flight;
}

void BscSession::count_in_flight() { protocol_->counters().set_in_flight(requests_.size()); }

awaitable<Result<std::vector<eth::RawBlock>>> BscSession::request_range(BlockRange range) {
    Runtime& runtime = context_.host.runtime();
    const Clock& clock = Clock::of(strand_);
    const SteadyTime requested = clock.now();
    const Result<SharedBytes> payload = co_await send_request(range);
    net::PeerReport report = net::PeerEvent::timed_out;
    report.message = code::name(code::get_blocks_by_range);
    report.took = clock.now() - requested;
    if (!payload) {
        if (payload.error() == Errc::timed_out) {
            protocol_->counters().timed_out();
            protocol_->report(std::move(report));
        }
        co_return payload.error();
    }
    report.bytes = payload->size();
    latency_.responded(report.took);
    protocol_->counters().set_latency(latency_.last(), latency_.mean());
    // Up to 64 blocks with the roots of all their transactions.
    auto work = [payload = *payload, range] { return read_response(payload, range); };
    Result<std::vector<eth::RawBlock>> blocks = co_await on_blocking(runtime, std::move(work));
    if (blocks) report.items = blocks->size();
    book(blocks ? ErrorCode{} : blocks.error(), std::move(report));
    co_return blocks;
}

/// Reports the outcome of a response to the scoring policy.
void BscSession::book(const ErrorCode& error, net::PeerReport report) {
    const bool garbage = error && error != Errc::not_found && error != Errc::invalid_data;
    if (garbage) {
        protocol_->counters().refused();
        end(net::Reason::subprotocol_error);
        return protocol_->report(net::PeerEvent::sent_garbage);
    }
    protocol_->counters().responded();
    report.event = net::PeerEvent::responded;
    protocol_->report(report);
    report.event = net::PeerEvent::served_request;
    if (error == Errc::not_found) report.event = net::PeerEvent::empty_response;
    if (error == Errc::invalid_data) report.event = net::PeerEvent::sent_bad_data;
    protocol_->report(std::move(report));
}

}  // namespace plexus::inline v1::bsc
