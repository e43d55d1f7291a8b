#include "real_chain.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/header.hpp>

#include <tests/sdk/kit/eth/types/chain_files.hpp>

namespace plexus::testing {
namespace {

using namespace std::chrono_literals;

/// The way there and back.
constexpr auto latency = 20ms;

/// A whole chain of tests/data, from the genesis block on.
FakeChain read_chain(const std::string& name) {
    const std::vector<SharedBytes> headers = chain_records(name, era::record::header);
    const std::vector<SharedBytes> bodies = chain_records(name, era::record::body);
    const std::vector<SharedBytes> receipts = chain_records(name, era::record::receipts);
    std::vector<chain::StoredBlock> blocks(headers.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        blocks[i].number = i;
        blocks[i].hash = crypto::keccak256(headers[i]);
        if (i > 0) blocks[i].parent = blocks[i - 1].hash;
        blocks[i].header = headers[i];
        blocks[i].body = bodies.at(i);
        blocks[i].receipts = receipts.at(i);
    }
    const auto difficulty = eth::decode_header(headers.front()).value().difficulty;
    return FakeChain(std::move(blocks), difficulty);
}

}  // namespace

const FakeChain& main_chain() {
    static const FakeChain chain = read_chain("pow");
    return chain;
}

const FakeChain& other_chain() {
    static const FakeChain chain = read_chain("pos");
    return chain;
}

std::shared_ptr<FakeRemote> honest_peer(const FakeChain& chain, std::uint64_t height) {
    auto remote = std::make_shared<FakeRemote>(chain, height);
    remote->delay = latency;
    return remote;
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

}  // namespace plexus::testing
