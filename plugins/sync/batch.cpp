#include "batch.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/eth/body_view.hpp>
#include <kit/eth/limits.hpp>
#include <kit/rlp/reader.hpp>

namespace plexus::sync {
namespace {

std::size_t count_receipts(const chain::StoredBlock& block) {
    if (!block.receipts) return 0;
    rlp::Reader in{*block.receipts};
    return in.count(eth::limits::block_receipts);
}

std::string peer_line(const net::Peer& peer) {
    std::string line = net::brief(peer.node().id) + ' ' + peer.client();
    for (const net::CapabilityInfo& capability : peer.shared()) {
        line += ' ' + capability.name + '/' + std::to_string(capability.version);
    }
    return line;
}

}  // namespace

Result<std::vector<Piece>> link_headers(const chain::RawItems& headers, std::uint64_t first) {
    std::vector<Piece> pieces;
    pieces.reserve(headers.size());
    for (const SharedBytes& raw : headers) {
        Result<eth::Header> header = eth::decode_header(raw);
        if (!header) return header.error();
        Piece piece;
        piece.block.hash = crypto::keccak256(raw);
        piece.block.number = header->number;
        piece.block.header = raw;
        piece.header = std::move(*header);
        const bool right_number = piece.header.number == first + pieces.size();
        const bool linked = pieces.empty() || piece.header.parent == pieces.back().block.hash;
        if (!right_number || !linked) return make_error_code(Errc::invalid_data);
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

void count(Tally& tally, const Batch& batch) {
    tally.blocks += batch.pieces.size();
    if (batch.headers_from) tally.blocks_by_peer[peer_line(*batch.headers_from)] += batch.count;
    for (const Piece& piece : batch.pieces) {
        const chain::StoredBlock& block = piece.block;
        tally.bytes += block.header.size() + block.body.size();
        if (block.receipts) tally.bytes += block.receipts->size();
        tally.receipts += count_receipts(block);
        const Result<eth::BodyView> body = eth::view_body(block.body);
        if (body) tally.transactions += body->transaction_count;
    }
}

}  // namespace plexus::sync
