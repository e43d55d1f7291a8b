#include <algorithm>

#include <kit/crypto/keccak.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction_fields.hpp>

namespace plexus::inline v1::eth {
namespace {

/// Half the order of secp256k1: EIP-2, SEC 2, 2.4.1.
constexpr std::array<std::uint8_t, 32> half_order_digits{
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0};
constexpr Uint256 half_order = *Uint256::from_big_endian(half_order_digits);

/// What `v` says.
struct Recovery {
    std::uint8_t parity = 0;
    std::optional<std::uint64_t> chain_id{};  ///< of a legacy transaction signed for one chain
};

Result<Recovery> read_v(const Transaction& transaction) {
    const std::optional<std::uint64_t> narrow = transaction.v.to_u64();
    if (!narrow) return Errc::bad_signature;
    const std::uint64_t v = *narrow;
    if (transaction.type != transaction_type::legacy) {
        if (v > 1) return Errc::bad_signature;
        return Recovery{.parity = static_cast<std::uint8_t>(v)};
    }
    if (v == 27 || v == 28) return Recovery{.parity = static_cast<std::uint8_t>(v - 27)};
    if (v < 35) return Errc::bad_signature;
    return Recovery{.parity = static_cast<std::uint8_t>((v - 35) % 2), .chain_id = (v - 35) / 2};
}

}  // namespace

Hash256 hash_of(const Transaction& transaction) {
    return crypto::keccak256(encode_without_sidecar(transaction));
}

Result<Hash256> signing_hash(const Transaction& transaction) {
    const Result<Recovery> recovery = read_v(transaction);
    if (!recovery) return recovery.error();
    rlp::Writer out;
    out.list([&] {
        write_unsigned(out, transaction);
        if (!recovery->chain_id) return;
        out.u64(*recovery->chain_id);  // EIP-155
        out.u64(0);
        out.u64(0);
    });
    if (transaction.type == transaction_type::legacy) return crypto::keccak256(out.view());
    return crypto::keccak256({BytesView{&transaction.type, 1}, out.view()});
}

Result<Address> sender_of(const Transaction& transaction) {
    if (transaction.s > half_order) return Errc::bad_signature;
    const Result<Hash256> hash = signing_hash(transaction);
    if (!hash) return hash.error();
    crypto::Signature signature;
    std::ranges::copy(transaction.r.to_big_endian(), signature.data());
    std::ranges::copy(transaction.s.to_big_endian(), signature.data() + Uint256::size_bytes);
    signature.bytes.back() = read_v(transaction)->parity;
    const Result<crypto::PublicKey> key = crypto::recover(signature, *hash);
    if (!key) return key.error();
    const Hash256 hashed = crypto::keccak256(*key);
    return *Address::from(hashed.view().last(Address::size_bytes));
}

}  // namespace plexus::inline v1::eth
