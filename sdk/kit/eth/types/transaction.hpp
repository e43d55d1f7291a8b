#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <api/core/result.hpp>
#include <api/core/uint256.hpp>
#include <kit/eth/types/blob_sidecar.hpp>

namespace plexus::inline v1::eth {

/// @spec EIP-2930
/// An account and those of its storage keys that a transaction declares beforehand.
struct AccessTuple {
    Address address{};                    ///< the account
    std::vector<Hash256> storage_keys{};  ///< of that account; may be empty

    friend bool operator==(const AccessTuple&, const AccessTuple&) = default;
};

/// Whose code an account wants to run as its own. @spec EIP-7702
struct Authorization {
    Uint256 chain_id{};         ///< 0: valid on every chain
    Address address{};          ///< the contract whose code is run
    std::uint64_t nonce = 0;    ///< of the account that signs the authorization
    std::uint8_t y_parity = 0;  ///< 0 or 1
    Uint256 r{};                ///< of the signature of the account
    Uint256 s{};                ///< likewise

    friend bool operator==(const Authorization&, const Authorization&) = default;
};

/// A transaction of any type (raw_transaction.hpp names them). Fields that its type does not have
/// stay empty.
///
/// @spec  Ethereum Yellow Paper, 4.2; EIP-155, EIP-2930, EIP-1559, EIP-4844, EIP-7702
struct Transaction {
    std::uint8_t type = 0;    ///< transaction_type
    Uint256 chain_id{};       ///< typed ones only; a legacy one has it in `v`
    std::uint64_t nonce = 0;  ///< how many transactions the sender has sent before
    Uint256 gas_price{};      ///< legacy and EIP-2930
    Uint256
        max_priority_fee{};  ///< wei for a unit of gas, for the block's maker; EIP-1559 and later
    Uint256 max_fee{};       ///< wei for a unit of gas in all; EIP-1559 and later
    std::uint64_t gas = 0;   ///< the limit for this transaction
    std::optional<Address> to{};  ///< none: creates a contract
    Uint256 value{};              ///< in wei
    Bytes input{};                ///< data of the call, or code that creates the contract
    std::vector<AccessTuple> access_list{};       ///< EIP-2930 and later
    Uint256 max_blob_fee{};                       ///< wei for a unit of blob gas; EIP-4844
    std::vector<Hash256> blob_hashes{};           ///< versioned hashes of the blobs; EIP-4844
    std::vector<Authorization> authorizations{};  ///< EIP-7702
    Uint256
        v{};  ///< the parity of y; in a legacy one 27 or 28 more, or 35 more and twice the chain id
    Uint256 r{};                           ///< of the sender's signature
    Uint256 s{};                           ///< likewise
    std::optional<BlobSidecar> sidecar{};  ///< while a blob transaction is in the pool

    friend bool operator==(const Transaction&, const Transaction&) = default;
};

/// @param canonical  a list, or a type byte followed by a list
/// @errors malformed, non_canonical, limit_exceeded, unsupported (a type unknown here)
/// Decodes one transaction, with its sidecar if it carries one.
Result<Transaction> decode_transaction(BytesView canonical);

/// The very bytes that `decode_transaction` took.
Bytes encode_transaction(const Transaction& transaction);

/// The hash it is known by, for which a sidecar does not count.
Hash256 hash_of(const Transaction& transaction);

/// The hash its sender signed.
/// @errors bad_signature if `v` of a legacy transaction is none
Result<Hash256> signing_hash(const Transaction& transaction);

/// The account that signed. As everywhere since Homestead, s must be in the lower half (EIP-2).
/// @errors bad_signature
Result<Address> sender_of(const Transaction& transaction);

}  // namespace plexus::inline v1::eth
