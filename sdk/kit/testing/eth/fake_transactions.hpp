#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include <api/eth/raw.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction.hpp>

namespace plexus::testing {

/// All types of transactions that exist.
inline constexpr std::array transaction_types{
    eth::transaction_type::legacy, eth::transaction_type::access_list,
    eth::transaction_type::dynamic_fee, eth::transaction_type::blob,
    eth::transaction_type::set_code};

/// What a made-up transaction is like.
struct TransactionOptions {
    std::uint8_t type = eth::transaction_type::dynamic_fee;  ///< one of transaction_types
    std::uint64_t nonce = 0;                                 ///< of the sender
    std::uint64_t chain_id = 1337;                           ///< what it is signed for
    std::uint64_t sender = 1;  ///< the number of its key, see fake_key()
};

/// The key of that number, which everybody knows.
/// @param number  not zero
crypto::SecretKey fake_key(std::uint64_t number);

/// A transaction with every field that its type has and a good signature; a blob transaction with
/// its sidecar, as far as can be seen without KZG. The same options give the same transaction.
/// @param change  what to do to it before it is signed
eth::Transaction fake_transaction(const TransactionOptions& options = {},
                                  const std::function<void(eth::Transaction&)>& change = {});

/// Signs in place of whoever signed before.
/// @param chain_id  what a legacy transaction is signed for (EIP-155); others name it themselves
void sign(eth::Transaction& transaction, const crypto::SecretKey& key, std::uint64_t chain_id);

/// A transaction as gossip has it.
eth::RawTransaction raw(const eth::Transaction& transaction);

/// raw(fake_transaction(...))
eth::RawTransaction fake_raw_transaction(const TransactionOptions& options = {},
                                         const std::function<void(eth::Transaction&)>& change = {});

}  // namespace plexus::testing
