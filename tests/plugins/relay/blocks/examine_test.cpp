#include <boost/test/unit_test.hpp>

#include <kit/eth/types/kept_body.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/rlp/writer.hpp>

#include <plugins/relay/blocks/examine.hpp>

#include <tests/plugins/relay/things.hpp>

using namespace plexus;
using relay::Fault;

namespace {

constexpr std::uint64_t now = 1'700'000'000;

/// The rule of a chain that appends blob sidecars.
class SidecarRules final : public eth::BodyRules {
public:
    Result<void> check_appended(const chain::BlockRef& block, BytesView transactions,
                                BytesView appended) const override {
        return eth::check_block_sidecars(block, transactions, appended);
    }
};

/// A block of one blob transaction, with what BSC appends to it.
struct BlobBlock {
    BlobBlock() {
        eth::Transaction transaction =
            eth::decode_transaction(testing::blob_transaction().bytes).value();
        sidecar = *transaction.sidecar;
        transaction.sidecar.reset();
        const Bytes canonical = eth::encode_transaction(transaction);
        transaction_hash = eth::hash_of(transaction);
        rlp::Writer items;
        items.list([&] { items.bytes(canonical); });
        const Bytes list = items.take();

        eth::Header header = eth::decode_header(testing::real_block(100).header).value();
        header.gas_used = 0;
        header.transactions_root = eth::transactions_root(list).value();
        header.uncles_hash = eth::uncles_hash(Bytes{0xc0});
        header.base_fee = 7;
        header.withdrawals_root = eth::withdrawals_root(Bytes{0xc0}).value();
        Bytes body = list;
        body.push_back(0xc0);  // no uncles
        body.push_back(0xc0);  // no withdrawals
        block = eth::make_raw_block_of_items(SharedBytes{eth::encode_header(header)},
                                             SharedBytes{std::move(body)})
                    .value();
        number = block.number;
        hash = block.hash;
    }

    /// `[[[blobs, commitments, proofs], number, hash, index, transaction], ...]`
    SharedBytes appendix(std::size_t count = 1) const {
        rlp::Writer out;
        out.list([&] {
            for (std::size_t i = 0; i < count; ++i) {
                out.list([&] {
                    out.list([&] { eth::write_sidecar(out, sidecar); });
                    out.u64(number);
                    out.fixed(hash);
                    out.u64(index);
                    out.fixed(transaction_hash);
                });
            }
        });
        return SharedBytes{out.take()};
    }

    Fault with(SharedBytes appended) const {
        eth::RawBlock whole = block;
        whole.extra = std::move(appended);
        return relay::examine(whole, nullptr, rules, now).fault;
    }

    SidecarRules sidecars_belong;
    relay::Rules rules{nullptr, &sidecars_belong};
    eth::RawBlock block;
    eth::BlobSidecar sidecar;
    std::uint64_t number = 0;
    std::uint64_t index = 0;
    Hash256 hash;
    Hash256 transaction_hash;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sidecars, BlobBlock)

BOOST_AUTO_TEST_CASE(those_of_the_block_are_kept_whichever_way_they_came) {
    eth::RawBlock gossip = block;
    gossip.extra = appendix();
    Bytes fetched(block.body.view().begin(), block.body.view().end());
    const SharedBytes appended = appendix();
    fetched.insert(fetched.end(), appended.view().begin(), appended.view().end());
    eth::RawBlock from_body = block;
    from_body.body = SharedBytes{fetched};

    const relay::Examination one = relay::examine(gossip, nullptr, rules, now);
    const relay::Examination other = relay::examine(from_body, nullptr, rules, now);

    BOOST_REQUIRE((one.fault == Fault::none));
    BOOST_REQUIRE((other.fault == Fault::none));
    for (const relay::KeptBlock* kept : {one.block.get(), other.block.get()}) {
        BOOST_TEST(std::ranges::equal(kept->block.extra.view(), appended.view()));
        BOOST_TEST(std::ranges::equal(kept->block.body.view(), block.body.view()));
        BytesView body_list = kept->body_list;
        const rlp::Item list = rlp::first(body_list).value();
        BOOST_TEST(std::ranges::equal(list.payload, fetched));
    }
}

BOOST_AUTO_TEST_CASE(a_block_without_them_is_good_as_far_as_can_be_seen) {
    BOOST_TEST((with({}) == Fault::none));
}

BOOST_AUTO_TEST_CASE(on_a_chain_that_appends_nothing_they_are_bad) {
    rules.bodies = nullptr;
    BOOST_TEST((with(appendix()) == Fault::body));
    BOOST_TEST((with({}) == Fault::none));
}

BOOST_AUTO_TEST_CASE(those_of_another_block_are_bad) {
    ++number;
    BOOST_TEST((with(appendix()) == Fault::body));
    --number;
    hash.bytes[0] ^= 1U;
    BOOST_TEST((with(appendix()) == Fault::body));
}

BOOST_AUTO_TEST_CASE(those_of_another_transaction_are_bad) {
    ++index;
    BOOST_TEST((with(appendix()) == Fault::body));
    index = 0;
    transaction_hash.bytes[0] ^= 1U;
    BOOST_TEST((with(appendix()) == Fault::body));
}

BOOST_AUTO_TEST_CASE(other_commitments_are_bad) {
    sidecar.commitments[0].bytes[5] ^= 1U;
    BOOST_TEST((with(appendix()) == Fault::body));
}

BOOST_AUTO_TEST_CASE(more_or_fewer_than_there_are_blob_transactions_are_bad) {
    BOOST_TEST((with(appendix(2)) == Fault::body));
    sidecar.proofs.clear();
    BOOST_TEST((with(appendix()) == Fault::body));
}

BOOST_AUTO_TEST_SUITE_END()
