#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <api/async/channel.hpp>
#include <api/async/task_scope.hpp>
#include <api/net/capability.hpp>
#include <api/net/protocol_session.hpp>
#include <api/plugin/host.hpp>
#include <bsc/remote.hpp>
#include <bsc/vote_handler.hpp>
#include <kit/eth/session/known_hashes.hpp>
#include <kit/eth/session/latency.hpp>
#include <kit/eth/session/requests.hpp>
#include <kit/handlers/handler_call.hpp>
#include <kit/net/lru_map.hpp>
#include <plugins/bsc/protocol/block_range.hpp>

#include "period_limit.hpp"
#include "sessions.hpp"
#include "vote_check.hpp"

namespace plexus::inline v1::bsc {

enum class Relaying : std::uint8_t { votes, nothing };

/// What all bsc sessions of the node share.
struct SessionContext {
    Host& host;
    Sessions& sessions;
    Relaying relaying = Relaying::nothing;
    std::chrono::milliseconds request_timeout{5000};
    Counter& votes;    ///< new ones, of all peers
    Counter& foreign;  ///< votes for blocks that the node's chain does not have
    Counter& dropped;  ///< messages that came too fast, or found no room
    handlers::HandlerFailures handler_failures;
    mutable Logger log;
};

/// One bsc session with one peer, the dependent capability of its eth session.
///
/// Its messages share the link with those of eth, so it never stops reading: a message without room
/// in the queue is dropped. Votes and requests are handled by coroutines of their own, once the
/// handshake of eth is over.
///
/// @thread the peer's strand; the functions of Remote may be called from any thread
class BscSession final : public Remote, public std::enable_shared_from_this<BscSession> {
public:
    BscSession(const SessionContext& context, std::uint32_t version,
               net::ProtocolSessionPtr protocol);
    ~BscSession() override;

    /// Speaks bsc until one side ends it.
    awaitable<net::Reason> serve(net::Pipe& pipe);

    std::uint32_t version() const noexcept override { return version_; }
    std::size_t in_flight() const noexcept override;
    awaitable<Result<std::vector<eth::RawBlock>>> blocks_by_range(BlockRange range) override;
    Result<void> send_votes(std::span<const Vote> votes) override;

    /// Sends votes that came from another peer, which has a share of what is sent.
    Result<void> send_votes_of(const net::NodeId& from, std::span<const Vote> votes);

    /// The node's chain has changed: waiting votes may be for a block that is here now.
    void on_head();

private:
    struct Waiting {
        Vote vote{};
        SteadyTime until{};
    };

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
    awaitable<void> pass_on(std::vector<Vote> votes);
    awaitable<void> wait_for_blocks();
    awaitable<void> next_look();
    awaitable<void> look_again();
    void request_look();
    void hold(std::vector<Vote> votes);
    void relay(std::vector<Vote> votes);
    std::size_t cut_to_voters(std::vector<Vote>& votes);
    void count_foreign(std::size_t votes);
    void tell_observers(const eth::Origin& origin, const std::vector<Vote>& votes);
    awaitable<std::optional<eth::ValidationResult>> request_handlers(
        const std::vector<Vote>& votes);
    void cut_to_share(std::vector<Vote>& votes, const net::NodeId& from);
    void post_votes(std::vector<Vote> votes, const net::NodeId& from);

    // ranges.cpp
    void take_request(const SharedBytes& payload);
    void take_response(SharedBytes payload);
    awaitable<void> serve_requests();
    awaitable<void> serve_request(eth::Enveloped<BlockRange> request);
    awaitable<Result<std::vector<eth::RawBlock>>> request_range(BlockRange range);
    awaitable<Result<SharedBytes>> send_request(const BlockRange& range);
    void count_in_flight();
    void book(const ErrorCode& error, net::PeerReport report);

    const SessionContext& context_;  ///< outlives serve(), and is not touched after it
    std::uint32_t version_;
    net::ProtocolSessionPtr protocol_;  ///< what the pool lets this session alone do
    net::PeerPtr peer_;
    Executor strand_;
    net::Pipe* pipe_ = nullptr;  ///< null before and after serve()
    TaskScope tasks_;
    Event based_;  ///< notified when the eth session begins or ends
    bool has_base_ = false;
    std::optional<net::Reason> ending_;

    Channel<std::vector<Vote>> votes_;
    eth::KnownHashes known_votes_;
    Allowance votes_received_;
    Allowance votes_sent_;
    std::map<net::NodeId, Allowance> votes_sent_of_;  ///< by the peer that they came from
    VoteCheck check_;
    /// How many votes the peer has sent for a block of our chain
    net::LruMap<Hash256, std::size_t> votes_of_block_{limits::votes_behind + limits::votes_ahead};
    std::deque<Waiting> waiting_;  ///< votes for blocks that are not here yet
    Event look_;                   ///< notified when look_requested_ is set
    bool look_requested_ = false;  ///< waiting votes are to be compared with the chain
    Allowance foreign_;

    Channel<eth::Enveloped<BlockRange>> incoming_requests_;
    Allowance bytes_served_;
    eth::Requests requests_;
    eth::Latency latency_;
};

}  // namespace plexus::inline v1::bsc
