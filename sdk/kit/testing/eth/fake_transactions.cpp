#include "fake_transactions.hpp"

#include <kit/eth/types/versioned_hash.hpp>

namespace plexus::testing {
namespace {

namespace type = eth::transaction_type;

constexpr std::size_t blob_bytes = 4096 * 32;  // EIP-4844
constexpr std::uint64_t gwei = 1'000'000'000;
constexpr std::uint64_t eip155_offset = 35;

Address address_of(std::uint8_t number) {
    Address address;
    address.bytes.fill(number);
    return address;
}

void add_access_list(eth::Transaction& transaction) {
    eth::AccessTuple& tuple = transaction.access_list.emplace_back();
    tuple.address = address_of(0xac);
    tuple.storage_keys.emplace_back().bytes.fill(0x5e);
}

void add_blob(eth::Transaction& transaction) {
    eth::BlobSidecar& sidecar = transaction.sidecar.emplace();
    sidecar.blobs.emplace_back(blob_bytes, static_cast<std::uint8_t>(transaction.nonce));
    sidecar.commitments.emplace_back().bytes.fill(0xc0);
    sidecar.proofs.emplace_back().bytes.fill(0xc0);
    transaction.blob_hashes.push_back(eth::versioned_hash(sidecar.commitments.front()));
    transaction.max_blob_fee = Uint256(gwei);
}

void add_authorization(eth::Transaction& transaction) {
    eth::Authorization& authorization = transaction.authorizations.emplace_back();
    authorization.chain_id = transaction.chain_id;
    authorization.address = address_of(0xde);
    authorization.nonce = transaction.nonce;
    authorization.r = Uint256(1);
    authorization.s = Uint256(1);
}

eth::Transaction unsigned_transaction(const TransactionOptions& options) {
    eth::Transaction transaction;
    transaction.type = options.type;
    transaction.nonce = options.nonce;
    transaction.gas = 100'000;  // enough for what is added below
    transaction.to = address_of(0x70);
    transaction.value = Uint256(1);
    if (options.type == type::legacy || options.type == type::access_list) {
        transaction.gas_price = Uint256(3 * gwei);
    } else {
        transaction.max_priority_fee = Uint256(gwei);
        transaction.max_fee = Uint256(3 * gwei);
    }
    if (options.type == type::legacy) return transaction;
    transaction.chain_id = Uint256(options.chain_id);
    add_access_list(transaction);
    if (options.type == type::blob) add_blob(transaction);
    if (options.type == type::set_code) add_authorization(transaction);
    return transaction;
}

}  // namespace

crypto::SecretKey fake_key(std::uint64_t number) {
    return crypto::SecretKey::from(Uint256(number).to_big_endian()).value();
}

void sign(eth::Transaction& transaction, const crypto::SecretKey& key, std::uint64_t chain_id) {
    const bool legacy = transaction.type == type::legacy;
    const std::uint64_t base = legacy ? eip155_offset + 2 * chain_id : 0;
    transaction.v = Uint256(base);  // what is signed depends on it, except for the parity
    const crypto::Signature signature = crypto::sign(key, eth::signing_hash(transaction).value());
    transaction.r = Uint256::from_big_endian(signature.view().first(32)).value();
    transaction.s = Uint256::from_big_endian(signature.view().subspan(32, 32)).value();
    transaction.v = Uint256(base + signature.bytes.back());
}

eth::Transaction fake_transaction(const TransactionOptions& options,
                                  const std::function<void(eth::Transaction&)>& change) {
    eth::Transaction transaction = unsigned_transaction(options);
    if (change) change(transaction);
    sign(transaction, fake_key(options.sender), options.chain_id);
    return transaction;
}

eth::RawTransaction raw(const eth::Transaction& transaction) {
    eth::RawTransaction result;
    result.bytes = SharedBytes{eth::encode_transaction(transaction)};
    result.hash = eth::transaction_hash(result.bytes);
    return result;
}

eth::RawTransaction fake_raw_transaction(const TransactionOptions& options,
                                         const std::function<void(eth::Transaction&)>& change) {
    return raw(fake_transaction(options, change));
}

}  // namespace plexus::testing
