#include "blob_sidecar.hpp"

#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::eth {
namespace {

constexpr std::size_t blob_bytes = 4096 * 32;  // EIP-4844, FIELD_ELEMENTS_PER_BLOB
constexpr std::uint8_t cell_proofs_version = 1;

std::vector<FixedBytes<48>> read_points(rlp::Reader& in) {
    std::vector<FixedBytes<48>> points;
    rlp::Reader list = in.list();
    points.reserve(list.count(limits::message_bytes / sizeof(FixedBytes<48>)));
    while (list.more()) points.push_back(list.fixed<48>());
    return points;
}

void write_points(rlp::Writer& out, const std::vector<FixedBytes<48>>& points) {
    out.list([&] {
        for (const FixedBytes<48>& point : points) out.fixed(point);
    });
}

void read_blobs(rlp::Reader& in, std::vector<Bytes>& blobs) {
    rlp::Reader list = in.list();
    blobs.reserve(list.count(limits::message_bytes / blob_bytes));
    while (list.more()) {
        const BytesView blob = list.bytes(blob_bytes);
        if (blob.size() != blob_bytes) list.fail(Errc::malformed);
        blobs.emplace_back(blob.begin(), blob.end());
    }
}

}  // namespace

BlobSidecar read_sidecar(rlp::Reader& in) {
    BlobSidecar sidecar;
    if (in.peek() == rlp::Kind::string) {
        sidecar.version = in.number<std::uint8_t>();
        if (sidecar.version != cell_proofs_version) in.fail(Errc::unsupported);
    }
    read_blobs(in, sidecar.blobs);
    sidecar.commitments = read_points(in);
    sidecar.proofs = read_points(in);
    return sidecar;
}

void write_sidecar(rlp::Writer& out, const BlobSidecar& sidecar) {
    if (sidecar.version != 0) out.u64(sidecar.version);
    out.list([&] {
        for (const Bytes& blob : sidecar.blobs) out.bytes(blob);
    });
    write_points(out, sidecar.commitments);
    write_points(out, sidecar.proofs);
}

}  // namespace plexus::inline v1::eth
