#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <api/async/and_wait.hpp>
#include <api/async/start_on.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/eth/remote.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/runtime.hpp>
#include <kit/eth/client/check_response.hpp>
#include <kit/eth/client/request_options.hpp>
#include <kit/eth/client/response.hpp>

namespace plexus::inline v1::eth {

/// A block in its parts, each checked against the header.
struct BlockParts {
    CheckedHeader header{};                 ///< that was announced
    SharedBytes body{};                     ///< `[transactions, uncles, withdrawals?]`
    std::optional<SharedBytes> receipts{};  ///< in the form of eth/68; if they were requested
};

/// Which parts of a block are requested.
enum class PartsWanted : std::uint8_t { without_receipts, with_receipts };

/// Sends requests and broadcasts to the network rather than to one peer.
///
/// A request goes to a peer that can respond: its version has the message, its chain is not known
/// to end before, few requests wait for it, its score is good. If it fails, sends what does not
/// verify, or takes long, the next one gets it too, five at most: silent peers cost one deadline
/// for all of them together. Responses are checked.
///
/// The score of a peer falls for a response that does not check, and for an empty response where it
/// had itself said that it has the requested items, and still says so: by its Status, its range,
/// its announcement.
/// What others have said of the chain costs it nothing, and a response with fewer items than
/// requested never does.
///
///     eth::Client client(pool, runtime);
///     chain::HeaderQuery query;
///     query.number = 1;
///     query.amount = 192;
///     const auto headers = co_await client.headers(query);
///     if (!headers) PLEXUS_LOG(log, warn) << "no headers" << kv("why", headers.explain());
///     const auto bodies = co_await client.bodies(*headers);
///
/// Requests take any completion token of Asio, with the signature `void(Response<...>)`:
/// `use_awaitable` (unless another is given), `use_future`, a callback; and `and_wait` for a thread
/// that may wait. Cancelled, a request ends with operation_aborted.
///
/// @thread     any. A callback without an executor of its own is called on a strand of its own.
/// @ownership  holds references to pool and runtime, which must outlive its requests, and its
///             options. It may itself be copied, and destroyed before its requests have ended.
class Client {
public:
    /// @param heads  for update_status()
    Client(net::PeerPool& pool, Runtime& runtime, chain::HeadTracker* heads = nullptr);

    // The same client with other options: `client.only(peer).within(5s).headers(query)`.

    /// Sends requests only to peers for which `among` is true; it must not throw.
    Client among(RequestOptions::Among among) const;
    /// Sends requests to this one peer and no other.
    Client only(net::PeerPtr peer) const;

    /// Keeps the items that the chain appends to its bodies, by its rule, and refuses others: for
    /// callers that store bodies, or pass them on. Without this all such items are cut off.
    /// @param rules  the node's provider, which outlives the requests; null if there is none: then
    ///               the chain appends nothing, and more items are refused
    Client appending(const BodyRules* rules) const;

    /// The peers for which `claimed` is true have announced or sent what is requested: an empty
    /// response then lowers their score. What a peer's Status says counts without this.
    Client claimed_by(RequestOptions::Among claimed) const;
    /// The same for each peer that may get the request, as after only().
    Client claimed() const;

    /// An empty response lowers no score: a peer may have the block, and not yet what is
    /// requested.
    Client forgiving() const;

    /// The time for a request in all. 30 s unless set.
    Client within(Duration limit) const;

    /// How many peers may get a request; after five failures it ends, so more help against silent
    /// peers only. Five unless set: each of them may respond, so more suit small requests alone.
    Client max_peers(std::size_t most) const;

    /// Takes only a response with all that was requested.
    Client whole() const;

    /// The headers from a hash or number on; as many as the peer has of them, at least one. Every
    /// header is decoded and has the requested number; without `skip` each is the parent of the
    /// next, or its child in reverse.
    /// @errors of the response: Errc::limit_exceeded for an amount above limits::response_items
    template <class Token = asio::use_awaitable_t<>>
    auto headers(chain::HeaderQuery query, Token&& token = Token{}) const {
        return start(request_headers(options_, query), std::forward<Token>(token));
    }

    /// The bodies that headers commit to, `[transactions, uncles, withdrawals?]` each. One response
    /// has about 2 MiB, so some may be absent: request those again. At most limits::request_bodies.
    template <class Token = asio::use_awaitable_t<>>
    auto bodies(Headers headers, Token&& token = Token{}) const {
        return start(request_bodies(options_, std::move(headers)), std::forward<Token>(token));
    }

    /// The same for receipts, `[receipt, ...]` of each block in the form of eth/68. At most
    /// limits::request_receipts.
    template <class Token = asio::use_awaitable_t<>>
    auto receipts(Headers headers, Token&& token = Token{}) const {
        return start(request_receipts(options_, std::move(headers)), std::forward<Token>(token));
    }

    /// One whole block by its hash: the header, and then the body.
    template <class Token = asio::use_awaitable_t<>>
    auto block(Hash256 hash, Token&& token = Token{}) const {
        return start(request_block(options_, hash), std::forward<Token>(token));
    }

    /// One whole block that peers have announced: header, body and receipts are requested at the
    /// same time, as each of them is known by the hash, so that it takes one round trip. A peer
    /// that lacks one of them has an empty response; a block of another number is a bad one.
    template <class Token = asio::use_awaitable_t<>>
    auto announced_block(BlockAnnouncement block, PartsWanted wanted,
                         Token&& token = Token{}) const {
        return start(request_parts(options_, block, wanted), std::forward<Token>(token));
    }

    /// The transactions that the peer has, in the order of the request; blob transactions with a
    /// sidecar that holds the commitments they name. At most limits::request_pooled_transactions.
    template <class Token = asio::use_awaitable_t<>>
    auto pooled_transactions(std::vector<Hash256> hashes, Token&& token = Token{}) const {
        return start(request_transactions(options_, std::move(hashes)), std::forward<Token>(token));
    }

    /// The state entries that the peer has, by hash; eth/66 only. At most
    /// limits::request_node_data.
    template <class Token = asio::use_awaitable_t<>>
    auto node_data(std::vector<Hash256> hashes, Token&& token = Token{}) const {
        return start(request_node_data(options_, std::move(hashes)), std::forward<Token>(token));
    }

    /// How far a broadcast went, in peers.
    struct FanOut {
        std::size_t whole = 0;      ///< were sent the thing itself
        std::size_t announced = 0;  ///< were told its hash, or some of the hashes
    };

    // Broadcasts wait for nothing; a peer that is gone, or whose queue is full, is passed over.
    // Nothing is sent to a peer that is known to have it, and so not back to its origin.

    /// Sends the block to about the square root of the peers that lack it, its hash to the rest.
    FanOut broadcast(const RawBlock& block, const Uint256& total_difficulty) const;

    /// Sends small transactions to about the square root of the peers that lack any of them, and
    /// announces them to the rest; large and blob transactions are announced to all.
    FanOut broadcast(std::vector<RawTransaction> transactions) const;

    /// Announces blocks, or transactions, to all that lack them.
    FanOut broadcast(std::vector<BlockAnnouncement> blocks) const;
    /// The same for transactions.
    FanOut broadcast(std::vector<TransactionAnnouncement> transactions) const;

    /// This node has the chain from `earliest` to `head`: later handshakes tell so, the fork id
    /// follows, and peers are sent BlockRangeUpdate where the version has it.
    /// @param head  its total difficulty must be true
    /// @errors Errc::unsupported without a head tracker
    Result<void> update_status(const chain::Head& head, std::uint64_t earliest) const;

private:
    template <class T, class Token>
    auto start(awaitable<Response<T>> request, Token&& token) const {
        Executor strand = asio::make_strand(options_.runtime->executor());
        return start_on(std::move(strand), std::move(request), std::forward<Token>(token));
    }

    static awaitable<Response<Headers>> request_headers(RequestOptions options,
                                                        chain::HeaderQuery query);
    static awaitable<Response<OptionalItems>> request_bodies(RequestOptions options,
                                                             Headers headers);
    static awaitable<Response<OptionalItems>> request_receipts(RequestOptions options,
                                                               Headers headers);
    static awaitable<Response<RawBlock>> request_block(RequestOptions options, Hash256 hash);
    static awaitable<Response<BlockParts>> request_parts(RequestOptions options,
                                                         BlockAnnouncement block,
                                                         PartsWanted wanted);
    static awaitable<Response<std::vector<RawTransaction>>> request_transactions(
        RequestOptions options, std::vector<Hash256> hashes);
    static awaitable<Response<chain::RawItems>> request_node_data(RequestOptions options,
                                                                  std::vector<Hash256> hashes);

    RequestOptions options_;
    chain::HeadTracker* heads_;
    std::uint64_t
        secret_;  ///< keys the choice of peers for whole blocks, so that no remote predicts it
};

}  // namespace plexus::inline v1::eth
