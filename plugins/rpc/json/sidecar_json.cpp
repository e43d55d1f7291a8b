#include "sidecar_json.hpp"

#include <boost/json/object.hpp>

#include <api/rpc/method_provider.hpp>
#include <kit/eth/types/blob_sidecar.hpp>

#include "hex.hpp"

namespace plexus::rpc_server {
namespace {

constexpr std::size_t word_bytes = 32;

json::array points_json(const std::vector<eth::KzgPoint>& points) {
    json::array list;
    for (const eth::KzgPoint& point : points) list.emplace_back(hex_data(point));
    return list;
}

json::object blobs_json(const eth::BlobSidecar& sidecar, BlobForm form) {
    json::array blobs;
    for (const Bytes& blob : sidecar.blobs) {
        const std::size_t wanted = form == BlobForm::whole ? blob.size() : word_bytes;
        blobs.emplace_back(hex_data(BytesView(blob).first(std::min(wanted, blob.size()))));
    }
    return {{"blobs", std::move(blobs)},
            {"commitments", points_json(sidecar.commitments)},
            {"proofs", points_json(sidecar.proofs)}};
}

/// One item: [[blobs, commitments, proofs], block number, block hash, index, transaction].
json::object read_item(rlp::Reader& in, BlobForm form) {
    rlp::Reader fields = in.list();
    rlp::Reader parts = fields.list();
    const eth::BlobSidecar sidecar = eth::read_sidecar(parts);
    parts.expect_end();
    const std::uint64_t number = fields.u64();
    const Hash256 block = fields.fixed<32>();
    const std::uint64_t index = fields.u64();
    const Hash256 transaction = fields.fixed<32>();
    fields.expect_end();
    return {{"blockHash", hex_data(block)},
            {"blockNumber", quantity(number)},
            {"txHash", hex_data(transaction)},
            {"txIndex", quantity(index)},
            {"blobSidecar", blobs_json(sidecar, form)}};
}

}  // namespace

std::optional<json::array> sidecars_json(const Block& block, BlobForm form) {
    if (block.body.unknown.empty()) return std::nullopt;
    json::array list;
    // Old versions of BSC have an access list behind it.
    rlp::Reader in(block.body.unknown, rlp::Tail::ignored);
    while (in.more()) list.emplace_back(read_item(in, form));
    const Result<void> done = in.finish();
    if (!done) {
        throw rpc::RpcError(rpc::ErrorCode::internal_error,
                            "stored blob sidecars cannot be read: " + done.error().message());
    }
    return list;
}

}  // namespace plexus::rpc_server
