#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include <api/async/clock.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/packed_reader.hpp>
#include <api/eth/handlers.hpp>
#include <api/eth/protocol_overrides.hpp>
#include <api/eth/transaction_source.hpp>
#include <kit/snappy_block/snappy_block.hpp>

namespace plexus::testing {

/// Responds what it is told to, whatever the request, after a while if so wished.
class CannedReader : public chain::ChainReader {
public:
    chain::Head last{};
    Result<chain::RawItems> response = chain::RawItems{};
    std::map<Hash256, SharedBytes> blocks{};  ///< if there are some, requests by hash get these
    Duration delay{};
    std::vector<chain::HeaderQuery> queries{};
    std::vector<std::vector<Hash256>> requested{};
    std::vector<chain::Budget> budgets{};

    chain::Head head() const override { return last; }
    std::uint64_t earliest() const override { return 0; }
    awaitable<Result<Hash256>> canonical_hash(std::uint64_t) override {
        co_return make_error_code(Errc::not_found);
    }
    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query,
                                               chain::Budget budget) override {
        queries.push_back(query);
        budgets.push_back(budget);
        if (delay != Duration::zero()) co_await sleep_for(delay);
        co_return response;
    }
    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes,
                                              chain::Budget budget) override {
        return by_hash(std::move(hashes), budget);
    }
    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes,
                                                chain::Budget budget) override {
        return by_hash(std::move(hashes), budget);
    }

private:
    awaitable<Result<chain::RawItems>> by_hash(std::vector<Hash256> hashes, chain::Budget budget) {
        budgets.push_back(budget);
        if (delay != Duration::zero()) co_await sleep_for(delay);
        requested.push_back(hashes);
        if (blocks.empty()) co_return response;
        chain::RawItems found;
        std::size_t bytes = 0;
        for (const Hash256& hash : hashes) {
            const auto block = blocks.find(hash);
            if (block == blocks.end()) continue;
            if (bytes >= budget.bytes) break;
            bytes += block->second.size();
            found.push_back(block->second);
        }
        co_return found;
    }
};

/// Has one packed response, too.
class CannedPackedReader final : public CannedReader, public chain::PackedReader {
public:
    chain::PackedItems packed{};
    std::vector<chain::ReceiptForm> forms{};
    std::vector<std::size_t> asked_receipts{};  ///< how many blocks each call asked for
    Hash256 unknown{};                          ///< this block has no receipts

    awaitable<Result<chain::PackedItems>> packed_bodies(std::vector<Hash256>,
                                                        chain::Budget) override {
        co_return packed;
    }
    awaitable<Result<chain::PackedItems>> packed_receipts(std::vector<Hash256> hashes,
                                                          chain::Budget,
                                                          chain::ReceiptForm form) override {
        forms.push_back(form);
        asked_receipts.push_back(hashes.size());
        if (std::ranges::find(hashes, unknown) == hashes.end()) co_return packed;
        chain::PackedItems others;  // an empty list of each
        others.count = others.size = hashes.size() - 1;
        snappy_block::append_literal(Bytes(others.count, 0xc0), others.elements);
        co_return others;
    }
};

class FakeTransactions final : public eth::TransactionSource {
public:
    std::vector<eth::RawTransaction> pending{};

    awaitable<std::vector<eth::RawTransaction>> transactions(std::vector<Hash256> hashes,
                                                             chain::Budget) override {
        std::vector<eth::RawTransaction> found;
        for (const Hash256& hash : hashes) {
            for (const eth::RawTransaction& transaction : pending) {
                if (transaction.hash == hash) found.push_back(transaction);
            }
        }
        co_return found;
    }
};

/// Notes what it is told, and then does what a test wants.
class FakeBlockHandler final : public eth::BlockHandler {
public:
    using React = std::function<awaitable<eth::ValidationResult>(const eth::Origin&)>;

    eth::ValidationResult validation = eth::ValidationResult::accept;
    React react{};  ///< none: the validation result above
    std::vector<eth::RawBlock> blocks{};
    std::vector<eth::BlockAnnouncement> announced{};
    std::vector<eth::Origin> origins{};
    std::vector<const net::Peer*> peers{};

    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override {
        blocks.push_back(block);
        peers.push_back(origin.peer.get());
        origins.push_back(origin);
        origins.back().peer.reset();  // or it would outlive its loop
        if (react) co_return co_await react(origin);
        co_return validation;
    }
    awaitable<eth::ValidationResult> on_block_hashes(
        const eth::Origin&, std::span<const eth::BlockAnnouncement> hashes) override {
        announced.insert(announced.end(), hashes.begin(), hashes.end());
        co_return validation;
    }
};

class FakeTxHandler final : public eth::TxHandler {
public:
    std::vector<eth::RawTransaction> transactions{};
    std::vector<eth::TransactionAnnouncement> announced{};

    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin&, std::span<const eth::RawTransaction> items) override {
        transactions.insert(transactions.end(), items.begin(), items.end());
        co_return eth::ValidationResult::accept;
    }
    awaitable<eth::ValidationResult> on_announcement(
        const eth::Origin&, std::span<const eth::TransactionAnnouncement> items) override {
        announced.insert(announced.end(), items.begin(), items.end());
        co_return eth::ValidationResult::accept;
    }
};

/// A step after Status, as BSC has one.
class FakeOverrides final : public eth::ProtocolOverrides {
public:
    static constexpr std::uint64_t step_code = 0x0b;

    FakeOverrides() {
        step.code = step_code;
        step.payload = Bytes{0xc2, 0xc1, 0x80};
        step.accept = [](BytesView theirs) -> Result<eth::TransactionGossip> {
            if (theirs.size() != 3) return make_error_code(Errc::malformed);
            return theirs[2] == 0x80 ? eth::TransactionGossip::wanted
                                     : eth::TransactionGossip::unwanted;
        };
    }

    eth::HandshakeStep step{};

    std::optional<std::uint64_t> length(std::uint32_t) const override { return 18; }
    const eth::StatusCodec* status(std::uint32_t) const override { return nullptr; }
    const eth::HandshakeStep* after_status(std::uint32_t) const override { return &step; }
};

}  // namespace plexus::testing
