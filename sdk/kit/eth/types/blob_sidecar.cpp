#include "blob_sidecar.hpp"

#include <algorithm>

#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/versioned_hash.hpp>

namespace plexus::inline v1::eth {
namespace {

constexpr std::size_t blob_bytes = 4096 * 32;  // EIP-4844, FIELD_ELEMENTS_PER_BLOB
constexpr std::uint8_t cell_proofs_version = 1;
constexpr std::size_t cells = 128;  // EIP-7594, CELLS_PER_EXT_BLOB

std::vector<KzgPoint> read_points(rlp::Reader& in) {
    std::vector<KzgPoint> points;
    rlp::Reader list = in.list();
    points.reserve(list.count(limits::message_bytes / KzgPoint::size_bytes));
    while (list.more()) points.push_back(list.fixed<48>());
    return points;
}

void write_points(rlp::Writer& out, const std::vector<KzgPoint>& points) {
    out.list([&] {
        for (const KzgPoint& point : points) out.fixed(point);
    });
}

std::uint8_t read_version(rlp::Reader& in) {
    if (in.peek() != rlp::Kind::string) return 0;
    const auto version = in.number<std::uint8_t>();
    if (version != cell_proofs_version) in.fail(Errc::unsupported);
    return version;
}

/// Hands each blob to `take`.
template <class Take>
void read_blobs(rlp::Reader& in, Take take) {
    rlp::Reader list = in.list();
    list.count(limits::message_bytes / blob_bytes);
    while (list.more()) {
        const BytesView blob = list.bytes(blob_bytes);
        if (blob.size() != blob_bytes) list.fail(Errc::malformed);
        take(blob);
    }
}

}  // namespace

BlobSidecar read_sidecar(rlp::Reader& in) {
    BlobSidecar sidecar;
    sidecar.version = read_version(in);
    read_blobs(in, [&](BytesView blob) { sidecar.blobs.emplace_back(blob.begin(), blob.end()); });
    sidecar.commitments = read_points(in);
    sidecar.proofs = read_points(in);
    return sidecar;
}

SidecarOutline read_sidecar_outline(rlp::Reader& in) {
    SidecarOutline outline;
    outline.version = read_version(in);
    read_blobs(in, [&](BytesView) { ++outline.blobs; });
    outline.commitments = read_points(in);
    outline.proofs = read_points(in).size();
    return outline;
}

SidecarOutline outline_of(const BlobSidecar& sidecar) {
    return {sidecar.version, sidecar.blobs.size(), sidecar.commitments, sidecar.proofs.size()};
}

Result<void> check_sidecar(const SidecarOutline& sidecar) {
    const std::size_t proofs_of_blob = sidecar.version == cell_proofs_version ? cells : 1;
    const bool whole = sidecar.commitments.size() == sidecar.blobs &&
                       sidecar.proofs == sidecar.blobs * proofs_of_blob;
    if (!whole) return make_error_code(Errc::invalid_data);
    return {};
}

Result<void> check_sidecar(const SidecarOutline& sidecar, std::span<const Hash256> blob_hashes) {
    const auto names = [](const KzgPoint& commitment, const Hash256& hash) {
        return versioned_hash(commitment) == hash;
    };
    if (blob_hashes.empty() || !std::ranges::equal(sidecar.commitments, blob_hashes, names)) {
        return make_error_code(Errc::invalid_data);
    }
    return check_sidecar(sidecar);
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
