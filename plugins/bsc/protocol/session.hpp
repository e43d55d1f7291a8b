#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include <api/async/channel.hpp>
#include <api/async/task_scope.hpp>
#include <api/net/capability.hpp>
#include <api/net/peer.hpp>
#include <api/plugin/host.hpp>
#include <bsc/remote.hpp>
#include <bsc/vote_handler.hpp>
#include <kit/eth/session/known_hashes.hpp>
#include <kit/eth/session/requests.hpp>
#include <plugins/bsc/protocol/block_range.hpp>

#include "period_limit.hpp"
#include "sessions.hpp"

namespace plexus::inline v1::bsc {

enum class Relaying : std::uint8_t { votes, nothing };

/// What all bsc sessions of the node share.
struct SessionContext {
    Host& host;
    Sessions& sessions;
    Relaying relaying = Relaying::nothing;
    std::chrono::milliseconds request_timeout{5000};
    Metric& votes;             ///< new ones, of all peers
    Metric& dropped;           ///< messages that came too fast, or found no room
    Metric& handler_failures;  ///< calls that threw
    Metric& handler_stalls;    ///< calls that were ended because they took too long
    mutable Logger log;
};

/// One bsc session with one peer, the dependent capability of its eth session.
///
/// Its messages come over the link that eth's come over, so it never lets one wait: what it has no
/// room for is dropped. Votes and requests are worked off beside the reading, once eth has shaken
/// hands.
///
/// @thread the peer's strand; the Remote half hops there by itself
class BscSession final : public Remote, public std::enable_shared_from_this<BscSession> {
public:
    BscSession(const SessionContext& context, std::uint32_t version, net::PeerPtr peer);
    ~BscSession() override;

    /// Speaks bsc until one side ends it.
    awaitable<net::Reason> serve(net::Pipe& pipe);

    std::uint32_t version() const noexcept override { return version_; }
    std::size_t in_flight() const noexcept override { return in_flight_; }
    awaitable<Result<std::vector<eth::RawBlock>>> blocks_by_range(BlockRange range) override;
    Result<void> send_votes(std::span<const Vote> votes) override;

private:
    // session.cpp
    awaitable<void> follow_base();
    awaitable<void> receive_messages();
    void take(net::Message message);
    Result<void> post(std::uint64_t message_code, Bytes payload, net::Priority priority);
    void drop(std::uint64_t message_code);
    void refuse(std::uint64_t message_code, const ErrorCode& error);
    void end(net::Reason reason);

    // votes.cpp
    void take_votes(const SharedBytes& payload);
    bool too_many(std::size_t votes);
    awaitable<void> hand_on_votes();
    awaitable<std::optional<eth::ValidationResult>> request_handlers(
        const std::vector<Vote>& votes);
    void post_votes(std::vector<Vote> votes);

    // ranges.cpp
    void take_request(const SharedBytes& payload);
    void take_response(SharedBytes payload);
    awaitable<void> serve_requests();
    awaitable<void> serve_request(eth::Enveloped<BlockRange> request);
    awaitable<Result<std::vector<eth::RawBlock>>> request_range(BlockRange range);
    awaitable<Result<SharedBytes>> send_request(const BlockRange& range);
    void book(const ErrorCode& error);

    const SessionContext& context_;  ///< outlives serve(), and is not touched after it
    std::uint32_t version_;
    net::PeerPtr peer_;
    Executor strand_;
    net::Pipe* pipe_ = nullptr;  ///< null before and after serve()
    TaskScope tasks_;
    Event based_;  ///< eth has shaken hands
    bool has_base_ = false;
    std::optional<net::Reason> ending_;

    Channel<std::vector<Vote>> votes_;
    eth::KnownHashes known_votes_;
    Allowance votes_received_;
    Allowance votes_sent_;

    Channel<eth::Enveloped<BlockRange>> incoming_requests_;
    Allowance bytes_served_;
    eth::Requests requests_;
    std::atomic<std::size_t> in_flight_ = 0;
};

}  // namespace plexus::inline v1::bsc
