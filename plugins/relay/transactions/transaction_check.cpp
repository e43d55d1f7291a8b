#include "transaction_check.hpp"

#include <algorithm>
#include <optional>

#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction.hpp>
#include <kit/eth/types/versioned_hash.hpp>

namespace plexus::relay {
namespace {

constexpr std::size_t most_bytes = 128 * 1024;        // go-ethereum, bsc: txMaxSize
constexpr std::size_t most_blob_bytes = 1024 * 1024;  // go-ethereum: blobpool, txMaxSize

/// @returns nothing if it was signed for any chain, as before EIP-155
std::optional<eth::Wide> chain_of(const eth::Transaction& transaction) {
    if (transaction.type != eth::transaction_type::legacy) return transaction.chain_id;
    const auto twice_and_parity = eth::difference(transaction.v, eth::wide(35));
    if (!twice_and_parity) return std::nullopt;
    eth::Wide halved;
    unsigned carry = 0;
    for (std::size_t i = 0; i < halved.size(); ++i) {
        const unsigned digit = carry << 8 | twice_and_parity->bytes[i];
        halved.bytes[i] = static_cast<std::uint8_t>(digit >> 1);
        carry = digit & 1;
    }
    return halved;
}

bool is_committed(const FixedBytes<48>& commitment, const Hash256& blob_hash) {
    return eth::versioned_hash(commitment) == blob_hash;
}

/// The proofs are left to those who execute: verifying them takes KZG.
bool has_its_sidecar(const eth::Transaction& transaction) {
    if (transaction.type != eth::transaction_type::blob) return true;
    if (!transaction.sidecar) return false;
    const eth::BlobSidecar& sidecar = *transaction.sidecar;
    return sidecar.blobs.size() == sidecar.commitments.size() &&
           std::ranges::equal(sidecar.commitments, transaction.blob_hashes, is_committed);
}

}  // namespace

Result<Admitted> admit(const eth::RawTransaction& transaction, std::uint64_t chain_id) {
    const BytesView bytes = transaction.bytes;
    const bool blob = eth::type_of(bytes) == eth::transaction_type::blob;
    if (bytes.size() > (blob ? most_blob_bytes : most_bytes)) return Errc::limit_exceeded;
    const Result<eth::Transaction> decoded = eth::decode_transaction(bytes);
    if (!decoded) return decoded.error();
    const std::optional<eth::Wide> chain = chain_of(*decoded);
    if (chain && *chain != eth::wide(chain_id)) return Errc::incompatible;
    if (!has_its_sidecar(*decoded)) return Errc::invalid_data;
    const Result<Address> sender = eth::sender_of(*decoded);
    if (!sender) return sender.error();
    Admitted admitted;
    admitted.transaction.hash = transaction.hash;
    admitted.transaction.bytes = SharedBytes{Bytes(bytes.begin(), bytes.end())};
    admitted.sender = *sender;
    return admitted;
}

}  // namespace plexus::relay
