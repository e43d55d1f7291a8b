#include "things.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/crypto/symmetric.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/roots.hpp>

#include <tests/kit/eth/types/chain_files.hpp>

namespace plexus::testing {
namespace {

constexpr std::uint64_t head_number = 1250;        // tests/data/pow/chain.json
constexpr std::uint64_t head_total = 338'798'337;  // likewise

const SharedBytes& empty_body() {
    static const SharedBytes body{Bytes{0xc2, 0xc0, 0xc0}};
    return body;
}

void sign(eth::Transaction& transaction) {
    FixedBytes<32> one;
    one.bytes.back() = 1;
    transaction.v = {};
    const Hash256 hash = eth::signing_hash(transaction).value();
    const auto signature = crypto::sign(crypto::SecretKey::from(one).value(), hash);
    transaction.v = eth::wide(signature.bytes[64]);
    transaction.r = eth::Wide::from(signature.view().first(32)).value();
    transaction.s = eth::Wide::from(signature.view().subspan(32, 32)).value();
}

}  // namespace

eth::RawBlock real_block(std::uint64_t number) {
    const chain::StoredBlock& block = main_chain().block(number);
    return eth::make_raw_block(block.header, block.body).value();
}

chain::Difficulty real_total(std::uint64_t number) {
    chain::Difficulty total = eth::wide(head_total);
    for (std::uint64_t i = head_number; i > number; --i) {
        const eth::Header header = eth::decode_header(main_chain().block(i).header).value();
        total = eth::difference(total, header.difficulty).value();
    }
    return total;
}

chain::Head real_head(std::uint64_t number) {
    const eth::RawBlock block = real_block(number);
    chain::Head head;
    head.number = number;
    head.time = block.time;
    head.hash = block.hash;
    return head;
}

eth::RawBlock child_of(const eth::RawBlock& parent,
                       const std::function<void(eth::Header&)>& spoil) {
    eth::Header header = eth::decode_header(parent.header).value();
    header.parent = parent.hash;
    ++header.number;
    header.time += 10;
    header.gas_used = 0;
    header.uncles_hash = eth::uncles_hash(Bytes{0xc0});
    header.transactions_root = eth::transactions_root(Bytes{0xc0}).value();
    if (spoil) spoil(header);
    return eth::make_raw_block(SharedBytes{eth::encode_header(header)}, empty_body()).value();
}

eth::RawTransaction raw(const eth::Transaction& transaction) {
    eth::RawTransaction result;
    result.bytes = SharedBytes{eth::encode_transaction(transaction)};
    result.hash = eth::transaction_hash(result.bytes);
    return result;
}

eth::RawTransaction signed_transaction(std::uint64_t nonce,
                                       const std::function<void(eth::Transaction&)>& change) {
    eth::Transaction transaction;
    transaction.type = eth::transaction_type::dynamic_fee;
    transaction.chain_id = eth::wide(main_chain_id);
    transaction.nonce = nonce;
    transaction.gas = 21'000;
    transaction.to = Address{};
    if (change) change(transaction);
    sign(transaction);
    return raw(transaction);
}

eth::RawTransaction blob_transaction(const std::function<void(eth::Transaction&)>& change) {
    return signed_transaction(0, [&](eth::Transaction& transaction) {
        eth::BlobSidecar sidecar;
        sidecar.blobs.emplace_back(4096 * 32, std::uint8_t{7});
        sidecar.commitments.emplace_back().bytes.fill(0xc0);
        sidecar.proofs.emplace_back();
        Hash256 hash = crypto::sha256({sidecar.commitments[0].view()});
        hash.bytes[0] = 1;
        transaction.type = eth::transaction_type::blob;
        transaction.blob_hashes.push_back(hash);
        transaction.sidecar = std::move(sidecar);
        if (change) change(transaction);
    });
}

}  // namespace plexus::testing
