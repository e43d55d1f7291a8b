#pragma once

#include <memory>

#include <api/eth/handlers.hpp>
#include <api/eth/remote.hpp>
#include <api/plugin/host.hpp>
#include <kit/eth/client/client.hpp>

#include <plugins/relay/blocks/kept_block.hpp>
#include "invalid_limit.hpp"
#include "pool.hpp"
#include "send_check.hpp"

namespace plexus::relay {

/// Checks received transactions, keeps valid ones, and passes them on.
///
/// @thread the plugin's strand; checks run on the blocking pool
class Transactions final : public eth::TxHandler {
public:
    Transactions(Host& host, net::PeerPool& peers, Pool& pool, chain::ChainReader& chain,
                 std::uint64_t chain_id, SendRules rules);

    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) override;

    /// Keeps and passes on what a user of this node wants to send.
    /// @returns its hash
    /// @errors  rpc::RpcError: refused, in words for the user
    awaitable<Hash256> send(Bytes bytes);

    /// Announces all pooled transactions to a new peer.
    void handshake(eth::Remote& remote) const;
    void forget(const net::NodeId& peer) { invalid_limit_.forget(peer); }

    /// Removes the transactions of a block from the pool.
    void on_kept(const KeptBlock& block);

private:
    void show_pool();
    awaitable<void> learn_head();
    awaitable<std::vector<Admitted>> check(std::vector<eth::RawTransaction> transactions);

    Host& host_;
    eth::Client client_;
    Pool& pool_;
    chain::ChainReader& chain_;
    std::uint64_t chain_id_;
    SendRules send_rules_;
    Hash256 head_{};  ///< whose rules these are
    HeadRules head_rules_;
    InvalidLimit invalid_limit_;
    Gauge& pooled_;
    Gauge& pooled_bytes_;
    Counter& refused_count_;
};

}  // namespace plexus::relay
