#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include <api/async/task_scope.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/fork_survey.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/chain/packed_reader.hpp>
#include <api/eth/handlers.hpp>
#include <api/eth/protocol_overrides.hpp>
#include <api/eth/remote.hpp>
#include <api/eth/transaction_source.hpp>
#include <api/net/capability.hpp>
#include <api/net/protocol_session.hpp>
#include <api/plugin/host.hpp>
#include <kit/eth/messages/block_range.hpp>
#include <kit/eth/session/call_watch.hpp>
#include <kit/eth/session/known_hashes.hpp>
#include <kit/eth/session/latency.hpp>
#include <kit/eth/session/pending_messages.hpp>
#include <kit/eth/session/protocol_spec.hpp>
#include <kit/eth/session/repeats.hpp>
#include <kit/eth/session/requests.hpp>
#include <kit/eth/session/session_metrics.hpp>
#include <kit/handlers/handler_call.hpp>
#include <kit/net/token_bucket.hpp>

namespace plexus::inline v1::eth {

/// What all sessions of one eth plugin share.
struct SessionContext {
    Host& host;                          ///< of the capability's plugin
    const ProtocolSpec& spec;            ///< the version that is spoken
    const chain::ChainProfile& profile;  ///< what Status is checked against
    chain::HeadTracker& heads;  ///< gives our Status its head, and takes the heads of peers
    chain::ForkSurvey* forks = nullptr;            ///< takes the fork id of every peer's Status
    chain::ChainReader* chain = nullptr;           ///< none: nothing is served, and Status says so
    chain::PackedReader* packed = nullptr;         ///< `chain`, if it is one too
    TransactionSource* transactions = nullptr;     ///< none: no transactions are served
    const ProtocolOverrides* overrides = nullptr;  ///< of the chain; none: eth as it is specified
    /// From the connection to the peer's Status
    std::chrono::milliseconds handshake_timeout{5000};
    std::chrono::milliseconds request_timeout{30000};  ///< the longest; see Latency
    SessionMetrics metrics;                            ///< of this version, from all peers
    handlers::HandlerFailures handler_failures;        ///< of handlers that the sessions call
    mutable Logger log;  ///< of the capability's plugin; logging from a const context changes it
};

/// One eth session with one peer: the engine behind every version, which its ProtocolSpec steers.
///
/// Three coroutines run on the peer's strand: one receives messages, completes our pending
/// requests, and queues the rest; one responds to the peer's requests in their order; one hands
/// gossip to the handlers. They are apart so that a handler may request more from its own peer: the
/// coroutine that would receive the response does not wait for that handler. A slow handler, or a
/// slow response of ours, holds back the reading from this one peer. A handler has a minute for a
/// message; then its call is cancelled.
///
/// @thread the peer's strand; the functions of Remote may be called from any thread
class Session final : public Remote, public std::enable_shared_from_this<Session> {
public:
    /// @param context   outlives serve()
    /// @param protocol  the handle of the peer, whose strand is the session's
    Session(const SessionContext& context, net::ProtocolSessionPtr protocol);
    ~Session() override;

    /// Exchanges Status and speaks eth until one side ends the session.
    /// @returns why it ended
    awaitable<net::Reason> serve(net::Pipe& pipe);

    // Remote
    std::uint32_t version() const noexcept override;
    bool speaks(std::uint64_t message_code) const noexcept override;
    Status status() const override;
    std::size_t in_flight() const noexcept override;
    net::ProtocolStats stats() const noexcept override;
    void report(net::PeerReport report) override;
    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query) override;
    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes) override;
    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes) override;
    awaitable<Result<std::vector<RawTransaction>>> pooled_transactions(
        std::vector<Hash256> hashes) override;
    awaitable<Result<chain::RawItems>> node_data(std::vector<Hash256> hashes) override;
    bool lacks_block(const Hash256& hash) const override;
    bool lacks_transaction(const Hash256& hash) const override;
    Result<void> send_block(BlockGossip block) override;
    Result<void> announce_blocks(BlockHashGossip blocks) override;
    Result<void> send_transactions(TxGossip transactions) override;
    Result<void> announce_transactions(TxHashGossip transactions) override;

    // Serves requests; the message table names these.
    /// Responds to GetBlockHeaders from the chain; with an empty list without one.
    awaitable<Result<void>> on_get_block_headers(SharedBytes payload);
    /// Responds to GetBlockBodies from the chain; with an empty list without one.
    awaitable<Result<void>> on_get_block_bodies(SharedBytes payload);
    /// Responds to GetReceipts from the chain, in the form of the version.
    awaitable<Result<void>> on_get_receipts(SharedBytes payload);
    /// Responds to GetPooledTransactions from the transaction source; with an empty list without
    /// one.
    awaitable<Result<void>> on_get_pooled_transactions(SharedBytes payload);
    /// Responds to GetNodeData with an empty list: no state is kept.
    awaitable<Result<void>> on_get_node_data(SharedBytes payload);

    /// Sends a response once the peer has read enough of the ones before. For message handlers.
    /// @errors Errc::peer_gone, Errc::overloaded
    awaitable<Result<void>> respond(std::uint64_t response_code, Bytes payload);
    /// The same for a response that is compressed already.
    awaitable<Result<void>> respond(std::uint64_t response_code, net::CompressedPayload payload);

    // Gossip.
    /// NewBlockHashes: to the block handlers, within limits::block_hashes_per_second.
    awaitable<Result<void>> on_new_block_hashes(SharedBytes payload);
    /// NewBlock: to the block handlers, its body checked against its header.
    awaitable<Result<void>> on_new_block(SharedBytes payload);
    /// Transactions: to the transaction handlers.
    awaitable<Result<void>> on_transactions(SharedBytes payload);
    /// NewPooledTransactionHashes: to the transaction handlers.
    awaitable<Result<void>> on_announcement(SharedBytes payload);
    /// BlockRangeUpdate: changes status() and tells the head tracker.
    awaitable<Result<void>> on_block_range_update(SharedBytes payload);

private:
    /// Counts a task as long as it handles a message and does not wait for one.
    class Busy {
    public:
        explicit Busy(Session& session) noexcept : session_(session) { ++session_.busy_; }
        ~Busy() { --session_.busy_; }
        Busy(const Busy&) = delete;
        Busy& operator=(const Busy&) = delete;

    private:
        Session& session_;
    };

    // handshake.cpp
    awaitable<Result<void>> shake_hands();
    awaitable<Result<net::Message>> exchange(net::SharedMessage ours);
    awaitable<Result<void>> take_extra_step(const HandshakeStep& step);
    bool tells(const chain::ChainStatus& chain_status) const;
    Status status_at(const chain::ChainStatus& chain_status) const;
    Result<void> accept_status(const Status& theirs);

    // session.cpp
    Result<void> send(std::uint64_t message_code, Bytes payload, net::Priority priority);
    Result<void> post(net::SharedMessage message, net::Priority priority);
    awaitable<Result<void>> post_response(net::SharedMessage message);
    std::string_view name_of(std::uint64_t message_code) const noexcept;
    net::Subscription begin_tasks();
    net::Reason refuse_peer(const ErrorCode& error);
    awaitable<void> receive_messages();
    void close();
    void cancel();
    awaitable<void> work_off(PendingMessages& pending);
    PendingMessages* queue_of(const MessageEntry& entry) noexcept;
    bool must_wait(std::uint64_t message_code) noexcept;
    bool sort(net::Message message);
    static bool is_of_fair_size(const MessageEntry& entry, std::size_t bytes) noexcept;
    void drop(std::string_view message_name);
    bool take_repeated(const MessageEntry& entry, std::size_t bytes);
    bool take_response(const MessageEntry& entry, SharedBytes payload);
    void end(net::Reason reason);
    void end_because_of(const MessageEntry& entry, const ErrorCode& error);

    // requesting.cpp
    using Encode = std::function<Bytes(std::uint64_t id)>;
    template <class T>
    using Decode = std::function<Result<Enveloped<T>>(const SharedBytes& payload)>;

    awaitable<Result<SharedBytes>> send_request(std::uint64_t request, std::uint64_t response_code,
                                                Encode encode);
    void measure(std::uint64_t request, std::uint64_t id, const Result<SharedBytes>& payload,
                 Duration took);
    void book_timed_out(std::uint64_t request, Duration took);
    void count_response(std::uint64_t request, std::size_t bytes);
    void count_in_flight();
    template <class T>
    awaitable<Result<T>> request_and_read(std::uint64_t request, std::uint64_t response_code,
                                          Encode encode, Decode<T> decode);
    awaitable<Result<chain::RawItems>> request_headers(chain::HeaderQuery query);
    awaitable<Result<chain::RawItems>> request_bodies(std::vector<Hash256> hashes);
    awaitable<Result<chain::RawItems>> request_node_data(std::vector<Hash256> hashes);
    awaitable<Result<std::vector<RawTransaction>>> request_transactions(
        std::vector<Hash256> hashes);
    ErrorCode refuse(const ErrorCode& error);

    // receipts.cpp
    awaitable<Result<chain::RawItems>> request_receipts(std::vector<Hash256> hashes);
    awaitable<Result<ReceiptsResponse>> request_for_receipts(ReceiptsQuery query);
    awaitable<Result<SharedBytes>> request_for_rest(Hash256 block, SharedBytes begun);
    awaitable<Result<chain::RawItems>> in_form_of_eth68(chain::RawItems lists);
    awaitable<Result<std::optional<net::CompressedPayload>>> join_packed_receipts(
        std::uint64_t id, std::vector<Hash256> hashes);
    awaitable<Result<chain::RawItems>> look_up_receipts(std::vector<Hash256> hashes);
    awaitable<Result<chain::RawItems>> stored_receipts(std::vector<Hash256> hashes);

    // gossip.cpp
    template <class Handler, class Call>
    awaitable<void> tell(net::PeerReport about, Call call);
    void report_validation(ValidationResult worst, net::PeerReport about);
    net::PeerReport gossiped(std::uint64_t message_code, std::size_t bytes,
                             std::size_t items) const;
    Origin origin() const;
    /// @param context   outlives serve()
    /// @param protocol  the handle of the peer, whose strand is the session's
    void learn_head(const Hash256& hash, std::uint64_t number, const Uint256& difficulty);
    void learn_number(const Hash256& hash, const SharedBytes& header);
    void tell_head(const Status& status);
    Result<void> tolerate_repeated(std::size_t bytes);

    // range.cpp
    net::Subscription watch_heads();
    void tell_range();
    bool worth_telling(const chain::ChainStatus& chain_status) const;

    // broadcasting.cpp
    template <class Function>
    Result<void> on_strand(Function function);
    void post_gossip(const std::vector<net::SharedMessage>& messages);
    template <class Item, class ToMessages>
    void post_unknown(const GossipPtr<std::vector<Item>>& gossip, KnownHashes& known,
                      ToMessages encode);

    const SessionContext& context_;  ///< outlives serve(), and is not touched after it
    const ProtocolSpec& spec_;       ///< a constant of the plugin
    const StatusCodec* status_codec_ = spec_.status;  ///< or the chain's own
    Runtime& runtime_;                  ///< the kernel's, which outlives every session
    net::ProtocolSessionPtr protocol_;  ///< the calls to the pool that only this session may make
    net::PeerPtr peer_;
    Executor strand_;
    Clock& clock_;               ///< the strand's: to look it up costs more than to read it
    net::Pipe* pipe_ = nullptr;  ///< null before and after serve()
    Requests requests_;
    Latency latency_;
    TaskScope tasks_;
    PendingMessages incoming_requests_;
    PendingMessages gossip_;
    Event room_;                      ///< a queue became shorter, or a response is awaited
    std::optional<CallWatch> watch_;  ///< over the handler calls, while serve() runs
    std::optional<net::Reason> ending_;
    std::size_t busy_ = 0;                                      ///< tasks that handle a message
    TransactionGossip their_wish_ = TransactionGossip::wanted;  ///< constant since the handshake
    bool takes_blocks_ = false;                                 ///< likewise
    KnownHashes known_blocks_;
    KnownHashes sent_blocks_;  ///< what the peer sent as NewBlock
    KnownHashes known_transactions_;
    net::TokenBucket block_hashes_;  ///< limits the peer's NewBlockHashes
    Repeats repeats_;
    BlockRange told_;                   ///< the range that the peer was told last
    std::optional<Timer> range_pause_;  ///< while no update may follow the last one

    mutable std::mutex status_mutex_;  ///< the one value that any thread may read
    Status status_;
};

}  // namespace plexus::inline v1::eth
