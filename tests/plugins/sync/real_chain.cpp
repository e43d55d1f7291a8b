#include "real_chain.hpp"

#include <api/async/clock.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/raw_block.hpp>

#include <tests/kit/eth/types/chain_files.hpp>

namespace plexus::testing {
namespace {

using namespace std::chrono_literals;

/// The way there and back.
constexpr auto latency = 20ms;

template <class Part>
FakeRemote::Items parts_of(const RealChain& chain, const std::vector<Hash256>& hashes, Part part) {
    chain::RawItems items;
    for (const Hash256& hash : hashes) {
        if (const chain::StoredBlock* block = chain.find(hash)) items.push_back(part(*block));
    }
    return items;
}

}  // namespace

RealChain::RealChain(const std::string& name) {
    const std::vector<SharedBytes> receipts = chain_receipts(name);
    for (const SharedBytes& whole : chain_blocks(name)) {
        const eth::RawBlock raw = eth::split_block(whole).value();
        if (blocks_.empty()) genesis_ = raw.parent;
        chain::StoredBlock& block = blocks_.emplace_back();
        block.hash = raw.hash;
        block.number = raw.number;
        block.header = raw.header;
        block.body = SharedBytes{eth::body_list(raw)};
        block.receipts = receipts.at(raw.number);
        index_.emplace(raw.hash, blocks_.size() - 1);
    }
}

const chain::StoredBlock* RealChain::find(const Hash256& hash) const {
    const auto found = index_.find(hash);
    return found == index_.end() ? nullptr : &blocks_[found->second];
}

const RealChain& main_chain() {
    static const RealChain chain("pow");
    return chain;
}

const RealChain& other_chain() {
    static const RealChain chain("pos");
    return chain;
}

FakeRemote::Items headers_of(const RealChain& chain, std::uint64_t height,
                             const chain::HeaderQuery& query) {
    std::uint64_t number = query.number;
    if (query.hash) {
        const chain::StoredBlock* block = chain.find(*query.hash);
        if (block == nullptr) return chain::RawItems{};
        number = block->number;
    }
    chain::RawItems items;
    height = std::min(height, chain.height());
    for (; items.size() < query.amount && number <= height; ++number) {
        items.push_back(chain.block(number).header);
    }
    return items;
}

FakeRemote::Items bodies_of(const RealChain& chain, const std::vector<Hash256>& hashes) {
    return parts_of(chain, hashes, [](const chain::StoredBlock& block) { return block.body; });
}

FakeRemote::Items receipts_of(const RealChain& chain, const std::vector<Hash256>& hashes) {
    return parts_of(chain, hashes, [](const chain::StoredBlock& block) { return *block.receipts; });
}

chain::RawItems forge_behind(const chain::StoredBlock& block, std::uint64_t count) {
    chain::RawItems items;
    eth::Header header = eth::decode_header(block.header).value();
    header.parent = block.hash;
    header.transactions_root.bytes.fill(0x13);
    for (std::uint64_t i = 0; i < count; ++i) {
        ++header.number;
        items.emplace_back(eth::encode_header(header));
        header.parent = crypto::keccak256(items.back());
    }
    return items;
}

std::shared_ptr<FakeRemote> honest_peer(const RealChain& chain, std::uint64_t height) {
    const auto remote = std::make_shared<FakeRemote>();
    remote->said.head = chain.block(height).hash;
    remote->said.total_difficulty.bytes[30] = static_cast<std::uint8_t>(height >> 8U);
    remote->said.total_difficulty.bytes[31] = static_cast<std::uint8_t>(height);
    using Items = FakeRemote::Items;
    remote->on_headers = [&chain, height](chain::HeaderQuery query) -> awaitable<Items> {
        co_await sleep_for(latency);
        co_return headers_of(chain, height, query);
    };
    remote->on_bodies = [&chain](std::vector<Hash256> hashes) -> awaitable<Items> {
        co_await sleep_for(latency);
        co_return bodies_of(chain, hashes);
    };
    remote->on_receipts = [&chain](std::vector<Hash256> hashes) -> awaitable<Items> {
        co_await sleep_for(latency);
        co_return receipts_of(chain, hashes);
    };
    return remote;
}

}  // namespace plexus::testing
