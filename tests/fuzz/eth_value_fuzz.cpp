#include <api/core/assert.hpp>
#include <kit/eth/types/blob_sidecar.hpp>
#include <kit/eth/types/body.hpp>
#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/check_header.hpp>
#include <kit/eth/types/kept_body.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/receipt.hpp>
#include <kit/eth/types/receipt_form.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/eth/types/transaction.hpp>

#include "rlp_mutator.hpp"
#include "whole_blobs.hpp"

using namespace plexus;

namespace {

void require_same(const Bytes& written, BytesView read) {
    PLEXUS_ASSERT(std::ranges::equal(written, read));
}

/// A header with the roots of a body, or of receipts, commits to them, and another does not.
void read_roots(BytesView input) {
    void(eth::transactions_root(input));
    void(eth::withdrawals_root(input));
    PLEXUS_ASSERT(eth::check_body(eth::Header{}, input).has_error());
    PLEXUS_ASSERT(eth::check_body_items(eth::Header{}, input).has_error());
    PLEXUS_ASSERT(eth::check_receipts(eth::Header{}, input).has_error());
    eth::Header header;
    const Result<Hash256> receipts = eth::receipts_root(input);
    if (receipts) {
        header.receipts_root = *receipts;
        PLEXUS_ASSERT(eth::check_receipts(header, input).has_value());
    }
    const Result<eth::BodyRoots> body = eth::body_roots(input);
    if (!body) return;
    header.transactions_root = body->transactions;
    header.uncles_hash = body->uncles;
    header.withdrawals_root = body->withdrawals;
    const Result<eth::BodyView> view = eth::view_body(input);
    PLEXUS_ASSERT(eth::check_body(header, input).has_value() == view->rest.empty());
}

/// A block that is split is put together again.
void read_block(const SharedBytes& input) {
    const Result<eth::RawBlock> block = eth::split_block(input);
    if (!block) return;
    require_same(eth::block_list(*block), input);
    const auto again = eth::make_raw_block(block->header, SharedBytes{eth::body_list(*block)});
    PLEXUS_ASSERT(again && again->hash == block->hash && again->number == block->number);
}

/// The rule of a chain that appends the blobs of its blocks.
class AppendedSidecars final : public eth::BodyRules {
public:
    Result<void> check_appended(const chain::BlockRef& block, BytesView transactions,
                                BytesView item) const override {
        return eth::check_block_sidecars(block, transactions, item);
    }
};

void keep_body(const SharedBytes& input) {
    const AppendedSidecars rules;
    void(eth::kept_body({}, input, nullptr));
    void(eth::kept_body({}, input, &rules));
    void(eth::kept_body({}, input, &eth::no_appended_items()));
}

/// A block's receipts in both forms: one makes the other, and that the first again.
void read_receipt_forms(const SharedBytes& input) {
    const Result<SharedBytes> completed = eth::with_blooms(input);
    if (completed) {
        PLEXUS_ASSERT(std::ranges::equal(eth::without_blooms(*completed)->view(), input.view()));
    }
    const Result<SharedBytes> shortened = eth::without_blooms(input);
    const auto typed = eth::decode_receipt_list(input);
    if (!typed) return;
    PLEXUS_ASSERT(shortened.has_value());
    const bool true_blooms = std::ranges::all_of(*typed, [](const eth::Receipt& receipt) {
        return receipt.bloom == eth::bloom_of(receipt.logs);
    });
    if (!true_blooms) return;
    PLEXUS_ASSERT(std::ranges::equal(eth::with_blooms(*shortened)->view(), input.view()));
}

}  // namespace

/// The input as every value of a block; whatever can be read is written as it was.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const SharedBytes shared{testing::with_whole_blobs({data, size})};
    const BytesView input = shared;
    const Result<eth::Header> header = eth::decode_header(input);
    if (header) {
        require_same(eth::encode_header(*header), input);
        void(eth::check_header(*header, nullptr, header->time));
    }
    const Result<eth::Transaction> transaction = eth::decode_transaction(input);
    if (transaction) {
        require_same(eth::encode_transaction(*transaction), input);
        void(eth::hash_of(*transaction));
        void(eth::sender_of(*transaction));
        if (transaction->sidecar) {
            const eth::SidecarOutline outline = eth::outline_of(*transaction->sidecar);
            void(eth::check_sidecar(outline, transaction->blob_hashes));
        }
    }
    const Result<eth::Receipt> receipt = eth::decode_receipt(input);
    if (receipt) require_same(eth::encode_receipt(*receipt), input);
    const auto receipts = eth::decode_receipt_list(input);
    if (receipts) require_same(eth::encode_receipt_list(*receipts), input);
    const Result<eth::Body> body = eth::decode_body(input);
    if (body) require_same(eth::encode_body(*body), input);
    read_block(shared);
    read_receipt_forms(shared);
    keep_body(shared);
    read_roots(input);
    return 0;
}

PLEXUS_MUTATE_RLP(0);
