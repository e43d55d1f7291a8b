#pragma once

#include <api/core/result.hpp>

#include "snapshot.hpp"

namespace plexus::inline v1::bsc {

/// What a validator signs: keccak-256 of the RLP of the chain id and the header's fields, with the
/// extra data up to the seal, and since Cancun the fields that Ethereum's forks appended.
/// @param header  its extra data ends with a seal
Hash256 seal_hash(const eth::Header& header, std::uint64_t chain_id);

/// The address of the sealer, recovered from the last 65 bytes of the extra data.
/// @errors bad_signature
Result<Address> sealer_of(const eth::Header& header, std::uint64_t chain_id);

/// When the block was made, in milliseconds since 1970: `time`, and since Lorentz what the mix
/// digest adds to it.
std::uint64_t milliseconds_of(const eth::Header& header) noexcept;

/// The rules of Parlia, BSC's consensus, that can be checked on one header alone. Which addresses
/// are validators, and which one is in turn, depends on other headers: see Snapshot.
///
/// @thread  immutable: any
/// @spec    bnb-chain/bsc v1.8.0-alpha, consensus/parlia/parlia.go, core/types/block.go; BEP-126
class Parlia {
public:
    Parlia(const Schedule& forks, const Hash256& genesis) : forks_(forks), genesis_(genesis) {}

    const Schedule& forks() const noexcept { return forks_; }
    const Hash256& genesis() const noexcept { return genesis_; }

    /// Decodes a header and checks its fields, and that its coinbase has sealed it. The genesis
    /// block has no seal; its hash is checked.
    /// @errors Errc::invalid_data, Errc::bad_signature, or the decoder's error
    Result<SealedHeader> check(BytesView header) const;

    /// The votes that a header carries, whose number is not checked; nothing if there are none.
    std::optional<Attestation> attestation_of(const eth::Header& header) const;

private:
    bool has_lawful_fields(const eth::Header& header) const noexcept;
    bool has_lawful_forks(const eth::Header& header) const noexcept;
    bool has_lawful_extra(const eth::Header& header) const;

    Schedule forks_;
    Hash256 genesis_;
};

}  // namespace plexus::inline v1::bsc
