#include "fake_chain.hpp"

#include <algorithm>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/body.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/receipt.hpp>
#include <kit/eth/types/roots.hpp>

#include "fake_transactions.hpp"

namespace plexus::testing {
namespace {

constexpr std::uint64_t gas_of_a_blob = 131'072;  // EIP-4844
constexpr std::uint64_t gas_of_a_transaction = 50'000;

/// A number as the first bytes of what nobody looks into.
Bytes mark(std::uint64_t number) {
    const FixedBytes<32> digits = Uint256(number).to_big_endian();
    return {digits.bytes.end() - sizeof number, digits.bytes.end()};
}

eth::Body make_body(const ChainOptions& options, std::uint64_t number, std::size_t transactions) {
    eth::Body body;
    body.withdrawals.emplace();
    for (std::size_t i = 0; i < transactions; ++i) {
        TransactionOptions next;
        next.nonce = number * transactions + i;
        next.type = transaction_types[next.nonce % transaction_types.size()];
        next.chain_id = options.chain_id;
        body.transactions.push_back(fake_transaction(next));
        body.transactions.back().sidecar.reset();  // a block has the transaction without it
    }
    return body;
}

std::vector<eth::Receipt> make_receipts(const eth::Body& body) {
    std::vector<eth::Receipt> receipts;
    for (const eth::Transaction& transaction : body.transactions) {
        eth::Receipt& receipt = receipts.emplace_back();
        receipt.type = transaction.type;
        receipt.succeeded = true;
        receipt.cumulative_gas = receipts.size() * gas_of_a_transaction;
        eth::Log& log = receipt.logs.emplace_back();
        log.address = *transaction.to;
        log.topics.push_back(eth::hash_of(transaction));
        receipt.bloom = eth::bloom_of(receipt.logs);
    }
    return receipts;
}

/// The fields that say when and where, in the form of today.
eth::Header make_header(const ChainOptions& options, std::uint64_t number) {
    eth::Header header;
    header.number = number;
    header.time = options.genesis_time + number * options.block_time;
    header.difficulty = Uint256(options.difficulty);
    header.gas_limit = 30'000'000;
    header.base_fee = Uint256(1'000'000'000);
    header.blob_gas_used = 0;
    header.excess_blob_gas = 0;
    header.parent_beacon_root.emplace();
    header.requests_hash.emplace();
    return header;
}

/// Has the header commit to what comes with it.
chain::StoredBlock finish(eth::Header header, const eth::Body& body,
                          const FakeChain::Change& change) {
    const std::vector<eth::Receipt> receipts = make_receipts(body);
    chain::StoredBlock block;
    block.body = SharedBytes{eth::encode_body(body)};
    block.receipts = SharedBytes{eth::encode_receipt_list(receipts)};
    const eth::BodyRoots roots = eth::body_roots(block.body).value();
    header.transactions_root = roots.transactions;
    header.uncles_hash = roots.uncles;
    header.withdrawals_root = roots.withdrawals;
    header.receipts_root = eth::receipts_root(*block.receipts).value();
    for (const eth::Transaction& transaction : body.transactions) {
        *header.blob_gas_used += transaction.blob_hashes.size() * gas_of_a_blob;
    }
    for (const eth::Receipt& receipt : receipts) {
        header.gas_used = receipt.cumulative_gas;
        header.gas_limit = std::max(header.gas_limit, header.gas_used);
        for (std::size_t i = 0; i < receipt.bloom.size(); ++i) {
            header.logs_bloom.bytes[i] |= receipt.bloom.bytes[i];
        }
    }
    if (change) change(header);
    block.number = header.number;
    block.parent = header.parent;
    block.header = SharedBytes{eth::encode_header(header)};
    block.hash = crypto::keccak256(block.header);
    return block;
}

chain::StoredBlock make_block(const Hash256& parent, std::uint64_t number,
                              const ChainOptions& options, std::uint64_t branch,
                              const FakeChain::Change& change = {}) {
    eth::Header header = make_header(options, number);
    header.parent = parent;
    header.extra = mark(branch);
    return finish(std::move(header), make_body(options, number, options.transactions), change);
}

Bytes copy_of(BytesView bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

std::vector<chain::StoredBlock> fake_blocks(const chain::Head& parent, std::size_t count,
                                            const ChainOptions& options, std::uint64_t branch) {
    std::vector<chain::StoredBlock> blocks;
    Hash256 last = parent.hash;
    for (std::uint64_t number = parent.number + 1; blocks.size() < count; ++number) {
        blocks.push_back(make_block(last, number, options, branch));
        last = blocks.back().hash;
    }
    return blocks;
}

FakeChain::FakeChain(const ChainOptions& options) : options_(options) {
    eth::Header header = make_header(options, 0);
    header.extra = mark(options.seed);
    add(finish(std::move(header), make_body(options, 0, 0), {}));
}

FakeChain::FakeChain(std::vector<chain::StoredBlock> blocks, const Uint256& total) {
    totals_.push_back(total);
    for (chain::StoredBlock& block : blocks) add(std::move(block));
}

FakeChain& FakeChain::add(chain::StoredBlock block) {
    const Uint256 difficulty = eth::decode_header(block.header).value().difficulty;
    if (totals_.size() == blocks_.size()) {  // else it is the first one, and its total is given
        totals_.push_back(totals_.empty() ? difficulty : *totals_.back().checked_add(difficulty));
    }
    index_.emplace(block.hash, blocks_.size());
    blocks_.push_back(std::move(block));
    return *this;
}

FakeChain& FakeChain::extend(std::size_t count, std::uint64_t branch, const Change& change) {
    for (std::size_t i = 0; i < count; ++i) {
        add(make_block(blocks_.back().hash, height() + 1, options_, branch, change));
    }
    return *this;
}

FakeChain FakeChain::fork(std::uint64_t number, std::size_t count, std::uint64_t branch) const {
    FakeChain other(blocks(first(), number), totals_.front());
    other.options_ = options_;
    other.extend(count, branch);
    return other;
}

const chain::StoredBlock& FakeChain::block(std::uint64_t number) const {
    return blocks_.at(number - first());
}

const chain::StoredBlock* FakeChain::find(const Hash256& hash) const {
    const auto found = index_.find(hash);
    return found == index_.end() ? nullptr : &blocks_[found->second];
}

eth::RawBlock FakeChain::raw_block(std::uint64_t number) const {
    return eth::make_raw_block(block(number).header, block(number).body).value();
}

eth::Header FakeChain::header(std::uint64_t number) const {
    return eth::decode_header(block(number).header).value();
}

std::vector<chain::StoredBlock> FakeChain::blocks(std::uint64_t from, std::uint64_t to) const {
    std::vector<chain::StoredBlock> result;
    for (std::uint64_t number = from; number <= to; ++number) result.push_back(block(number));
    return result;
}

chain::Head FakeChain::head_at(std::uint64_t number) const {
    chain::Head head;
    head.number = number;
    head.time = header(number).time;
    head.hash = block(number).hash;
    head.total_difficulty = totals_.at(number - first());
    return head;
}

FakeProfile FakeChain::profile() const {
    FakeProfile profile;
    profile.network = options_.chain_id;
    profile.first = head_at(first());
    profile.header = copy_of(block(first()).header);
    profile.body = copy_of(block(first()).body);
    return profile;
}

}  // namespace plexus::testing
