#pragma once

#include <functional>
#include <map>
#include <mutex>

#include <api/async/event.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/eth/transaction_source.hpp>
#include <kit/eth/messages/envelope.hpp>

#include "message_id.hpp"

namespace plexus::sentry {

/// The client's chain and its pending transactions as this node serves them to peers: every read is
/// a request to the client, sent as if a peer had sent it. The response is a SendMessageById with
/// the same request id.
///
/// @thread  any; requests wait on the strand
class ClientChain final : public chain::ChainReader, public eth::TransactionSource {
public:
    /// Sends a request to the client.
    /// @returns whether it listens to requests of that kind
    using SendRequest = std::function<bool(MessageId id, const Bytes& payload)>;

    ClientChain(Executor strand, SendRequest send);

    /// What the client said of its chain.
    void set_head(const chain::Head& head, std::uint64_t earliest);

    /// Takes a response of the client.
    /// @returns whether a request waited for it
    bool take_response(MessageId id, SharedBytes payload);

    chain::Head head() const override;
    std::uint64_t earliest() const override;
    awaitable<Result<Hash256>> canonical_hash(std::uint64_t number) override;
    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query,
                                               chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes,
                                              chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes,
                                                chain::Budget budget) override;
    awaitable<std::vector<eth::RawTransaction>> transactions(std::vector<Hash256> hashes,
                                                             chain::Budget budget) override;

private:
    struct Waiting {
        MessageId response{};
        SharedBytes payload{};
        bool arrived = false;
    };

    /// Reads a response that has at most so many items.
    using Decoder = Result<eth::Enveloped<chain::RawItems>> (*)(const SharedBytes& payload,
                                                                std::size_t most);

    awaitable<Result<chain::RawItems>> by_hash(MessageId code, MessageId response, Decoder decode,
                                               std::vector<Hash256> hashes, chain::Budget budget);
    awaitable<SharedBytes> request(MessageId code, MessageId response, std::uint64_t id,
                                   Bytes payload);
    awaitable<SharedBytes> request_here(MessageId code, std::uint64_t id, Bytes payload,
                                        std::shared_ptr<Waiting> waiting);
    awaitable<void> wait_for(std::shared_ptr<Waiting> waiting);
    std::uint64_t next_id();

    Executor strand_;
    SendRequest send_;
    Event changed_;
    mutable std::mutex mutex_;
    chain::Head head_;
    std::uint64_t earliest_ = 0;
    std::uint64_t last_id_;
    std::map<std::uint64_t, std::shared_ptr<Waiting>> waiting_;  // on the strand
};

}  // namespace plexus::sentry
