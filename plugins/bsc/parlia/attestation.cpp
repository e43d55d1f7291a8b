#include "attestation.hpp"

#include <bit>

#include <kit/rlp/reader.hpp>

namespace plexus::inline v1::bsc {
namespace {

constexpr std::size_t most_extra_bytes = 256;  // bsc: MaxAttestationExtraLength
constexpr std::size_t voter_bits = 64;

/// The bits of the first `count` validators.
std::uint64_t bits_of(std::size_t count) noexcept {
    return count >= voter_bits ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

}  // namespace

Result<Attestation> decode_attestation(BytesView bytes) {
    Attestation attestation;
    rlp::Reader in{bytes, rlp::Tail::ignored};
    attestation.voters = in.u64();
    attestation.signature = in.fixed<96>();
    rlp::Reader data = in.list();
    attestation.source.number = data.u64();
    attestation.source.hash = data.fixed<32>();
    attestation.target.number = data.u64();
    attestation.target.hash = data.fixed<32>();
    data.expect_end();
    attestation.extra_bytes = in.bytes(bytes.size()).size();
    const Result<void> done = in.finish();
    if (!done) return done.error();
    return attestation;
}

bool is_lawful(const Attestation& attestation) noexcept {
    return attestation.extra_bytes <= most_extra_bytes &&
           attestation.source.number < attestation.target.number;
}

bool has_quorum(const Attestation& attestation, std::size_t validators) noexcept {
    const auto told = static_cast<std::size_t>(std::popcount(attestation.voters));
    const auto voted =
        static_cast<std::size_t>(std::popcount(attestation.voters & bits_of(validators)));
    return told <= validators && voted * 3 >= validators * 2;
}

}  // namespace plexus::inline v1::bsc
