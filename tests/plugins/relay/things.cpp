#include "things.hpp"

#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/eth/types/versioned_hash.hpp>

namespace plexus::testing {
namespace {

const SharedBytes& empty_body() {
    static const SharedBytes body{Bytes{0xc2, 0xc0, 0xc0}};
    return body;
}

}  // namespace

eth::RawBlock real_block(std::uint64_t number) { return main_chain().raw_block(number); }

Uint256 real_total(std::uint64_t number) { return main_chain().head_at(number).total_difficulty; }

chain::Head real_head(std::uint64_t number) {
    chain::Head head = main_chain().head_at(number);
    head.total_difficulty = {};
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

eth::RawTransaction signed_transaction(std::uint64_t nonce,
                                       const std::function<void(eth::Transaction&)>& change) {
    TransactionOptions options;
    options.chain_id = main_chain_id;
    options.nonce = nonce;
    return fake_raw_transaction(options, change);
}

eth::RawTransaction blob_transaction(const std::function<void(eth::Transaction&)>& change) {
    TransactionOptions options;
    options.chain_id = main_chain_id;
    options.type = eth::transaction_type::blob;
    return fake_raw_transaction(options, change);
}

}  // namespace plexus::testing
