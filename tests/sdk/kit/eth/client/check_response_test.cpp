#include <boost/test/unit_test.hpp>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/client/check_response.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/eth/types/transaction.hpp>
#include <kit/eth/types/versioned_hash.hpp>
#include <kit/rlp/writer.hpp>

#include <tests/sdk/kit/eth/types/chain_files.hpp>

using namespace plexus;
using namespace plexus::testing;

namespace {

/// The first blocks of a chain that go-ethereum made.
struct Chain {
    static constexpr std::uint64_t height = 40;

    std::vector<SharedBytes> headers;  ///< of block 1 and its successors
    std::vector<SharedBytes> bodies;
    std::vector<SharedBytes> receipts;
    eth::Headers checked;

    Chain() {
        const std::vector<SharedBytes> all_receipts = chain_receipts("pow");
        for (const SharedBytes& raw : chain_blocks("pow")) {
            const eth::RawBlock block = eth::split_block(raw).value();
            if (block.number == 0) continue;
            if (block.number > height) break;
            headers.push_back(block.header);
            bodies.emplace_back(eth::body_list(block));
            receipts.push_back(all_receipts.at(block.number));
        }
        checked = eth::check_headers(from(1), headers).value();
    }
    static chain::HeaderQuery from(std::uint64_t number) {
        chain::HeaderQuery query;
        query.number = number;
        query.amount = height;
        return query;
    }
    std::vector<SharedBytes> entry(std::initializer_list<std::size_t> numbers) const {
        std::vector<SharedBytes> result;
        for (const std::size_t number : numbers) result.push_back(headers.at(number - 1));
        return result;
    }
    std::size_t with_transactions() const {
        const eth::OptionalItems empty = eth::empty_bodies(checked);
        return eth::lacking(checked, empty).size();
    }
};

const Chain& chain_of_geth() {
    static const Chain chain;
    return chain;
}

bool refused(const chain::HeaderQuery& query, const std::vector<SharedBytes>& headers) {
    return eth::check_headers(query, headers).error() == Errc::invalid_data;
}

eth::Transaction blob_transaction() {
    eth::Transaction transaction;
    transaction.type = eth::transaction_type::blob;
    transaction.to = Address{};
    FixedBytes<48> commitment;
    commitment.bytes[5] = 7;
    transaction.blob_hashes = {eth::versioned_hash(commitment)};
    eth::BlobSidecar sidecar;
    sidecar.blobs = {Bytes(131'072)};
    sidecar.commitments = {commitment};
    sidecar.proofs = {FixedBytes<48>{}};
    transaction.sidecar = sidecar;
    return transaction;
}

Result<void> check(const eth::Transaction& transaction) {
    eth::RawTransaction raw;
    raw.bytes = SharedBytes{eth::encode_transaction(transaction)};
    raw.hash = eth::transaction_hash(raw.bytes);
    const std::vector<eth::RawTransaction> response{raw};
    const std::vector<Hash256> requested{raw.hash};
    return eth::check_transactions(requested, response);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(responses)

BOOST_AUTO_TEST_CASE(headers_stand_where_they_were_requested) {
    const Chain& chain = chain_of_geth();
    chain::HeaderQuery query = Chain::from(3);

    BOOST_TEST(eth::check_headers(query, chain.entry({3, 4, 5})).value().size() == 3U);
    BOOST_TEST(eth::check_headers(query, {}).value().empty());
    BOOST_TEST(refused(query, chain.entry({4, 5})));
    BOOST_TEST(refused(query, chain.entry({3, 5})));
    BOOST_TEST(refused(query, chain.entry({3, 2})));
    BOOST_TEST(refused(query, chain.entry({3, 3})));
}

BOOST_AUTO_TEST_CASE(headers_begin_with_the_hash_that_was_requested) {
    const Chain& chain = chain_of_geth();
    chain::HeaderQuery query;
    query.amount = 5;
    query.hash = chain.checked[2].hash;

    BOOST_TEST(eth::check_headers(query, chain.entry({3, 4})).has_value());
    BOOST_TEST(refused(query, chain.entry({2, 3})));
}

BOOST_AUTO_TEST_CASE(headers_may_go_backwards) {
    const Chain& chain = chain_of_geth();
    chain::HeaderQuery query = Chain::from(5);
    query.reverse = true;

    BOOST_TEST(eth::check_headers(query, chain.entry({5, 4, 3})).has_value());
    BOOST_TEST(refused(query, chain.entry({5, 6})));
    BOOST_TEST(refused(query, chain.entry({5, 3})));
}

BOOST_AUTO_TEST_CASE(headers_may_leave_some_out) {
    const Chain& chain = chain_of_geth();
    chain::HeaderQuery query = Chain::from(1);
    query.skip = 2;

    BOOST_TEST(eth::check_headers(query, chain.entry({1, 4, 7})).has_value());
    BOOST_TEST(refused(query, chain.entry({1, 3})));
    query = Chain::from(9);
    query.skip = 3;
    query.reverse = true;
    BOOST_TEST(eth::check_headers(query, chain.entry({9, 5, 1})).has_value());
    BOOST_TEST(refused(query, chain.entry({9, 13})));
}

BOOST_AUTO_TEST_CASE(headers_of_the_right_numbers_that_do_not_link_are_refused) {
    const Chain& chain = chain_of_geth();
    eth::Header forged = chain.checked[3].header;
    forged.parent.bytes[0] ^= 1U;
    std::vector<SharedBytes> entry = chain.entry({3, 4});
    entry[1] = SharedBytes{eth::encode_header(forged)};

    BOOST_TEST(refused(Chain::from(3), entry));
    std::ranges::reverse(entry);
    chain::HeaderQuery backwards = Chain::from(4);
    backwards.reverse = true;
    BOOST_TEST(refused(backwards, entry));
}

BOOST_AUTO_TEST_CASE(bodies_find_their_headers_though_some_are_left_out) {
    const Chain& chain = chain_of_geth();
    eth::OptionalItems parts(chain.checked.size());
    std::vector<SharedBytes> some{chain.bodies.at(4), chain.bodies.at(9)};

    BOOST_TEST(eth::match_bodies(chain.checked, some, parts, nullptr).has_value());

    BOOST_TEST(eth::lacking(chain.checked, parts).size() == chain.checked.size() - 2);
    parts.assign(chain.checked.size(), std::nullopt);
    BOOST_TEST(eth::match_bodies(chain.checked, chain.bodies, parts, nullptr).has_value());
    BOOST_TEST(eth::lacking(chain.checked, parts).empty());
}

BOOST_AUTO_TEST_CASE(parts_in_another_order_or_of_other_blocks_are_refused) {
    const Chain& chain = chain_of_geth();
    BOOST_TEST_REQUIRE(chain.with_transactions() > 2U);
    eth::OptionalItems parts(chain.checked.size());
    std::vector<SharedBytes> reversed = chain.bodies;
    std::ranges::reverse(reversed);
    BOOST_TEST(
        (eth::match_bodies(chain.checked, reversed, parts, nullptr).error() == Errc::invalid_data));

    parts.assign(chain.checked.size(), std::nullopt);
    std::vector<SharedBytes> receipts = chain.receipts;
    std::ranges::reverse(receipts);
    BOOST_TEST((eth::match_receipts(chain.checked, receipts, parts).error() == Errc::invalid_data));

    const std::span<const eth::CheckedHeader> others{chain.checked.data(), 3};
    parts.assign(3, std::nullopt);
    BOOST_TEST(
        (eth::match_bodies(others, chain.bodies, parts, nullptr).error() == Errc::invalid_data));
}

BOOST_AUTO_TEST_CASE(items_behind_a_body_are_cut_off_or_refused) {
    // A body of three items, and 200 kB behind them that no header commits to.
    const Bytes committed{0xc3, 0xc0, 0xc0, 0xc0};
    rlp::Writer out;
    out.list([&] {
        out.raw(BytesView{committed}.last(3));
        out.bytes(Bytes(200'000, 0x4a));
    });
    const std::vector<SharedBytes> bodies{SharedBytes{out.take()}};
    eth::CheckedHeader header;
    const eth::BodyRoots roots = eth::body_roots(committed).value();
    header.header.transactions_root = roots.transactions;
    header.header.uncles_hash = roots.uncles;
    header.header.withdrawals_root = roots.withdrawals;
    const std::vector<eth::CheckedHeader> headers{header};
    eth::OptionalItems parts(1);

    BOOST_TEST((eth::match_bodies(headers, bodies, parts, &eth::no_appended_items()).error() ==
                Errc::invalid_data));
    BOOST_TEST(!parts[0]);
    BOOST_TEST(eth::match_bodies(headers, bodies, parts, nullptr).has_value());
    BOOST_TEST(to_hex(*parts[0]) == to_hex(committed));
}

BOOST_AUTO_TEST_CASE(receipts_find_their_headers) {
    const Chain& chain = chain_of_geth();
    eth::OptionalItems parts = eth::empty_receipts(chain.checked);
    std::vector<SharedBytes> requested;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!parts[i]) requested.push_back(chain.receipts[i]);
    }
    BOOST_TEST_REQUIRE(!requested.empty());

    BOOST_TEST(eth::match_receipts(chain.checked, requested, parts).has_value());

    BOOST_TEST(eth::lacking(chain.checked, parts).empty());
}

BOOST_AUTO_TEST_CASE(what_the_roots_say_is_empty_need_not_be_requested) {
    eth::CheckedHeader header;
    header.header = chain_of_geth().checked.front().header;
    header.header.transactions_root =
        fixed_from_hex<32>("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")
            .value();
    header.header.uncles_hash =
        fixed_from_hex<32>("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347")
            .value();
    header.header.receipts_root = header.header.transactions_root;
    eth::CheckedHeader later = header;
    later.header.withdrawals_root = header.header.transactions_root;
    const eth::Headers headers{header, later};

    const eth::OptionalItems bodies = eth::empty_bodies(headers);
    const eth::OptionalItems receipts = eth::empty_receipts(headers);

    BOOST_TEST(to_hex(bodies[0].value()) == "c2c0c0");
    BOOST_TEST(to_hex(bodies[1].value()) == "c3c0c0c0");
    BOOST_TEST(to_hex(receipts[1].value()) == "c0");
}

BOOST_AUTO_TEST_CASE(transactions_are_among_those_requested_and_in_their_order) {
    std::vector<eth::RawTransaction> sent(3);
    std::vector<Hash256> requested;
    for (std::uint8_t i = 0; i < 3; ++i) {
        sent[i].bytes = SharedBytes{Bytes{0xc1, i}};
        sent[i].hash = eth::transaction_hash(sent[i].bytes);
        requested.push_back(sent[i].hash);
    }
    const std::span<const eth::RawTransaction> all{sent};

    BOOST_TEST(eth::check_transactions(requested, all).has_value());
    BOOST_TEST(eth::check_transactions(requested, all.subspan(1)).has_value());
    BOOST_TEST((eth::check_transactions({}, all).error() == Errc::invalid_data));
    std::swap(sent[0], sent[2]);
    BOOST_TEST((eth::check_transactions(requested, sent).error() == Errc::invalid_data));
}

BOOST_AUTO_TEST_CASE(a_blob_transaction_comes_with_the_sidecar_that_it_names) {
    BOOST_TEST(check(blob_transaction()).has_value());

    eth::Transaction bare = blob_transaction();
    bare.sidecar.reset();
    BOOST_TEST((check(bare).error() == Errc::invalid_data));

    eth::Transaction other = blob_transaction();
    other.sidecar->commitments[0].bytes[0] ^= 1U;
    BOOST_TEST((check(other).error() == Errc::invalid_data));

    // Its hash is the one that was announced: only the sidecar tells.
    eth::Transaction stripped = blob_transaction();
    stripped.sidecar->blobs.clear();
    stripped.sidecar->proofs.clear();
    BOOST_TEST((check(stripped).error() == Errc::invalid_data));
}

BOOST_AUTO_TEST_CASE(state_entries_have_the_requested_hashes) {
    const std::vector<SharedBytes> entries{SharedBytes{Bytes{1}}, SharedBytes{Bytes{2}}};
    const std::vector<Hash256> requested{crypto::keccak256(entries[0]),
                                         crypto::keccak256(entries[1])};

    BOOST_TEST(eth::check_node_data(requested, entries).has_value());
    BOOST_TEST((eth::check_node_data({}, entries).error() == Errc::invalid_data));
}

BOOST_AUTO_TEST_SUITE_END()
