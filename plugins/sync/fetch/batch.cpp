#include "batch.hpp"

#include <algorithm>
#include <iterator>

#include <api/core/printable.hpp>
#include <api/eth/remote.hpp>
#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/rlp/reader.hpp>

namespace plexus::sync {
namespace {

/// What a peer may take of the operator's terminal: the names of real clients are shorter.
constexpr std::size_t longest_peer_line = 160;

std::size_t count_receipts(const chain::StoredBlock& block) {
    if (!block.receipts) return 0;
    rlp::Reader in{*block.receipts};
    return in.count(eth::limits::block_receipts);
}

std::size_t size_of(const eth::OptionalItems& parts) noexcept {
    std::size_t bytes = 0;
    for (const auto& part : parts) bytes += part ? part->size() : 0;
    return bytes;
}

}  // namespace

eth::RequestOptions::Among still_claims(net::PeerPtr shower, Hash256 told) {
    return [shower = std::move(shower), told](const net::Peer& peer) {
        if (peer.node().id != shower->node().id) return false;
        if (told == Hash256{}) return true;
        const auto remote = shower->handle<eth::Remote>();
        return remote != nullptr && remote->status().head == told;
    };
}

std::string peer_line(const net::Peer& peer) {
    std::string line = net::brief(peer.node().id) + ' ' + peer.client();
    for (const net::CapabilityInfo& capability : peer.shared()) {
        line += ' ' + capability.name + '/' + std::to_string(capability.version);
    }
    return printable(line, longest_peer_line);  // the peer has chosen most of it
}

std::size_t Batch::bytes() const noexcept { return size_of(bodies) + size_of(receipts); }

Batch Batch::split(std::size_t kept) {
    const auto from = static_cast<std::ptrdiff_t>(kept);
    Batch rest;
    rest.headers_from = headers_from;
    rest.told = told;
    rest.headers.assign(std::make_move_iterator(headers.begin() + from),
                        std::make_move_iterator(headers.end()));
    headers.resize(kept);
    bodies.resize(std::min(bodies.size(), kept));
    receipts.resize(std::min(receipts.size(), kept));
    return rest;
}

std::vector<chain::StoredBlock> blocks_of(const Batch& batch) {
    std::vector<chain::StoredBlock> blocks(batch.headers.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        blocks[i].hash = batch.headers[i].hash;
        blocks[i].number = batch.headers[i].header.number;
        blocks[i].parent = batch.headers[i].header.parent;
        blocks[i].header = batch.headers[i].raw;
        blocks[i].body = batch.bodies[i].value();
        if (!batch.receipts.empty()) blocks[i].receipts = batch.receipts[i].value();
    }
    return blocks;
}

void count(Tally& tally, const Batch& batch) {
    tally.blocks += batch.headers.size();
    tally.served[peer_line(*batch.headers_from)].headers += batch.headers.size();
    for (const auto& [peer, share] : batch.served) {
        Share& sum = tally.served[peer];
        sum.bodies += share.bodies;
        sum.receipts += share.receipts;
    }
    for (const chain::StoredBlock& block : blocks_of(batch)) {
        tally.bytes += block.header.size() + block.body.size();
        if (block.receipts) tally.bytes += block.receipts->size();
        tally.receipts += count_receipts(block);
        const Result<eth::BodyView> body = eth::view_body(block.body);
        if (body) tally.transactions += body->transaction_count;
    }
}

}  // namespace plexus::sync
