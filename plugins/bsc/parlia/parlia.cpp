#include "parlia.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/eth/types/header_fields.hpp>
#include <kit/rlp/parse.hpp>
#include <kit/rlp/writer.hpp>

#include "extra_data.hpp"

namespace plexus::inline v1::bsc {
namespace {

constexpr std::uint64_t milliseconds_per_second = 1000;
constexpr std::uint64_t most_gas = 0x7fff'ffff'ffff'ffff;  // 2^63 - 1

/// keccak-256 of c0 and of 80.
constexpr Hash256 no_uncles{{0x1d, 0xcc, 0x4d, 0xe8, 0xde, 0xc7, 0x5d, 0x7a, 0xab, 0x85, 0xb5,
                             0x67, 0xb6, 0xcc, 0xd4, 0x1a, 0xd3, 0x12, 0x45, 0x1b, 0x94, 0x8a,
                             0x74, 0x13, 0xf0, 0xa1, 0x42, 0xfd, 0x40, 0xd4, 0x93, 0x47}};
constexpr Hash256 empty_trie{{0x56, 0xe8, 0x1f, 0x17, 0x1b, 0xcc, 0x55, 0xa6, 0xff, 0x83, 0x45,
                              0xe6, 0x92, 0xc0, 0xf8, 0x6e, 0x5b, 0x48, 0xe0, 0x1b, 0x99, 0x6c,
                              0xad, 0xc0, 0x01, 0x62, 0x2f, 0xb5, 0xe3, 0x63, 0xb4, 0x21}};

/// Since Lorentz the mix digest is a number; BSC reads only its last 64 bits.
std::uint64_t extra_milliseconds(const eth::Header& header) noexcept {
    return rlp::from_big_endian(header.mix_digest.view().last(sizeof(std::uint64_t)));
}

void write_appended_fields(rlp::Writer& out, const eth::Header& header) {
    out.u256(*header.base_fee);
    out.fixed(*header.withdrawals_root);
    out.u64(*header.blob_gas_used);
    out.u64(*header.excess_blob_gas);
    out.fixed(*header.parent_beacon_root);
    if (header.requests_hash) out.fixed(*header.requests_hash);
}

}  // namespace

Hash256 seal_hash(const eth::Header& header, std::uint64_t chain_id) {
    rlp::Writer out;
    out.list([&] {
        out.u64(chain_id);
        eth::write_fixed_fields(out, header, unsealed(header.extra));
        if (header.parent_beacon_root) write_appended_fields(out, header);
    });
    return crypto::keccak256(out.view());
}

Result<Address> sealer_of(const eth::Header& header, std::uint64_t chain_id) {
    const auto signature = crypto::Signature::from(seal(header.extra));
    if (!signature) return Errc::bad_signature;
    const Result<crypto::PublicKey> key = crypto::recover(*signature, seal_hash(header, chain_id));
    if (!key) return key.error();
    const Hash256 hashed = crypto::keccak256(*key);
    return *Address::from(hashed.view().last(Address::size_bytes));
}

std::uint64_t milliseconds_of(const eth::Header& header) noexcept {
    return header.time * milliseconds_per_second + extra_milliseconds(header);
}

Result<SealedHeader> Parlia::check(BytesView bytes) const {
    Result<eth::Header> header = eth::decode_header(bytes);
    if (!header) return header.error();
    SealedHeader sealed;
    sealed.hash = crypto::keccak256(bytes);
    if (header->number == 0) {  // the genesis block has no seal
        if (sealed.hash != genesis_) return Errc::invalid_data;
        sealed.header = std::move(*header);
        return sealed;
    }
    const bool lawful =
        has_lawful_fields(*header) && has_lawful_forks(*header) && has_lawful_extra(*header);
    if (!lawful) return Errc::invalid_data;
    const Result<Address> sealer = sealer_of(*header, forks_.chain_id);
    if (!sealer) return sealer.error();
    if (*sealer != header->coinbase) return Errc::bad_signature;
    sealed.sealer = *sealer;
    sealed.header = std::move(*header);
    return sealed;
}

bool Parlia::has_lawful_fields(const eth::Header& header) const noexcept {
    const bool in_turn_or_not = header.difficulty == 1 || header.difficulty == 2;
    const bool lawful_digest = !since(forks_.lorentz, forks_, header)
                                   ? header.mix_digest == Hash256{}
                                   : extra_milliseconds(header) < milliseconds_per_second;
    return in_turn_or_not && lawful_digest && header.uncles_hash == no_uncles &&
           header.gas_limit <= most_gas && header.gas_used <= header.gas_limit;
}

/// Fields that forks appended are present from their fork on. BSC uses only the fields for blobs
/// and requests, so the others must have their one constant value.
bool Parlia::has_lawful_forks(const eth::Header& header) const noexcept {
    const bool cancun = since(forks_.cancun, forks_, header);
    const bool bohr = since(forks_.bohr, forks_, header);
    return header.base_fee.has_value() == (header.number >= forks_.london) &&
           header.withdrawals_root == (cancun ? std::optional{empty_trie} : std::nullopt) &&
           header.blob_gas_used.has_value() == cancun &&
           header.excess_blob_gas.has_value() == cancun &&
           header.parent_beacon_root == (bohr ? std::optional{Hash256{}} : std::nullopt) &&
           header.requests_hash.has_value() == (since(forks_.prague, forks_, header));
}

std::optional<Attestation> Parlia::attestation_of(const eth::Header& header) const {
    if (header.number < forks_.plato) return std::nullopt;
    const ExtraForm form = form_of(forks_, header);
    const auto votes = [&](EpochPosition position) -> std::optional<Attestation> {
        const Result<ExtraParts> parts = split_extra(header.extra, form, position);
        if (!parts || parts->attestation.empty()) return std::nullopt;
        const Result<Attestation> attestation = decode_attestation(parts->attestation);
        if (!attestation || !is_lawful(*attestation)) return std::nullopt;
        return *attestation;
    };
    std::optional<Attestation> found;
    if (can_be_between(header.number, form)) found = votes(EpochPosition::between);
    if (!found && can_begin_epoch(header.number, form)) found = votes(EpochPosition::epoch);
    return found;
}

/// In one of the ways that its number leaves open; Snapshot knows which one it is.
bool Parlia::has_lawful_extra(const eth::Header& header) const {
    const ExtraForm form = form_of(forks_, header);
    const auto lawful = [&](EpochPosition position) {
        const Result<ExtraParts> parts = split_extra(header.extra, form, position);
        if (!parts) return false;
        return parts->attestation.empty() || header.number < forks_.plato ||
               decode_attestation(parts->attestation).has_value();
    };
    return (can_be_between(header.number, form) && lawful(EpochPosition::between)) ||
           (can_begin_epoch(header.number, form) && lawful(EpochPosition::epoch));
}

}  // namespace plexus::inline v1::bsc
