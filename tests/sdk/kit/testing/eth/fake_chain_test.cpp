#include <boost/test/unit_test.hpp>
#include <set>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/body.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/testing/eth/fake_chain.hpp>

using namespace plexus;
using testing::ChainOptions;
using testing::FakeChain;

namespace {

ChainOptions options_with(std::uint64_t seed, std::size_t transactions = 1) {
    ChainOptions options;
    options.seed = seed;
    options.transactions = transactions;
    return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_chain)

BOOST_AUTO_TEST_CASE(its_blocks_link_and_are_what_their_headers_commit_to) {
    FakeChain chain(options_with(0, 3));
    chain.extend(12);

    for (std::uint64_t number = 1; number <= chain.height(); ++number) {
        const chain::StoredBlock& block = chain.block(number);
        const eth::Header header = chain.header(number);
        BOOST_TEST((block.hash == crypto::keccak256(block.header)));
        BOOST_TEST((header.parent == chain.block(number - 1).hash));
        BOOST_TEST((block.parent == header.parent));
        BOOST_TEST(header.time > chain.header(number - 1).time);
        BOOST_TEST(eth::check_body(header, block.body).has_value());
        BOOST_TEST(eth::check_receipts(header, block.receipts.value()).has_value());
        BOOST_TEST(header.gas_used > 0U);
    }
    BOOST_TEST(chain.height() == 12U);
}

BOOST_AUTO_TEST_CASE(its_transactions_are_signed_and_of_every_type) {
    FakeChain chain(options_with(0, 5));
    chain.extend();

    const eth::Body body = eth::decode_body(chain.block(1).body).value();

    std::set<std::uint8_t> types;
    for (const eth::Transaction& transaction : body.transactions) {
        types.insert(transaction.type);
        BOOST_TEST(eth::sender_of(transaction).has_value());
    }
    BOOST_TEST(types.size() == 5U);
}

BOOST_AUTO_TEST_CASE(the_same_options_give_the_same_chain_and_another_seed_another) {
    const Hash256 one = FakeChain(options_with(1)).extend(3).head().hash;

    BOOST_TEST((FakeChain(options_with(1)).extend(3).head().hash == one));
    BOOST_TEST((FakeChain(options_with(2)).extend(3).head().hash != one));
}

BOOST_AUTO_TEST_CASE(a_branch_shares_what_is_below_and_differs_above) {
    FakeChain chain;
    chain.extend(10);

    const FakeChain branch = chain.fork(6, 8);

    BOOST_TEST(branch.height() == 14U);
    BOOST_TEST((branch.block(6).hash == chain.block(6).hash));
    BOOST_TEST((branch.block(7).hash != chain.block(7).hash));
    BOOST_TEST((branch.block(7).parent == chain.block(6).hash));
    BOOST_TEST((branch.find(chain.block(7).hash) == nullptr));
    BOOST_TEST((chain.fork(6, 8, 2).head().hash != branch.head().hash));
}

BOOST_AUTO_TEST_CASE(difficulties_add_up_and_can_be_begun_with) {
    FakeChain chain;  // 2 each
    chain.extend(10);

    const FakeChain end(chain.blocks(5, 10), chain.head_at(5).total_difficulty);

    BOOST_TEST((chain.head().total_difficulty == 0x16));
    BOOST_TEST((end.head().total_difficulty == chain.head().total_difficulty));
    BOOST_TEST(end.first() == 5U);
    BOOST_TEST((end.block(7).hash == chain.block(7).hash));
    BOOST_CHECK_THROW(end.block(4), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(a_header_can_be_made_wrong) {
    FakeChain chain;
    chain.extend(2, 0, [](eth::Header& header) { header.time = 1; });

    BOOST_TEST(chain.header(2).time == 1U);
    BOOST_TEST((chain.block(2).parent == chain.block(1).hash));
}

BOOST_AUTO_TEST_CASE(blocks_that_follow_a_head_are_those_of_its_chain) {
    FakeChain chain;
    chain.extend(5);

    const auto blocks = testing::fake_blocks(chain.head_at(3), 2);

    BOOST_TEST((blocks[1].hash == chain.head().hash));
}

BOOST_AUTO_TEST_CASE(its_profile_begins_as_it_does) {
    const FakeChain chain(options_with(4));

    const testing::FakeProfile profile = chain.profile();

    BOOST_TEST((profile.genesis().hash == chain.block(0).hash));
    BOOST_TEST((crypto::keccak256(profile.genesis_header()) == chain.block(0).hash));
    BOOST_TEST(profile.network_id() == 1337U);
}

BOOST_AUTO_TEST_SUITE_END()
