#include <boost/test/unit_test.hpp>

#include <plugins/dnsdisc/lists/lists.hpp>
#include <plugins/dnsdisc/tree/base32.hpp>
#include <plugins/dnsdisc/tree/entry.hpp>
#include <plugins/dnsdisc/well_known.hpp>

#include <tests/plugins/dnsdisc/tree_maker.hpp>

using namespace plexus;
using namespace plexus::dnsdisc;

BOOST_AUTO_TEST_SUITE(dnsdisc_entry)

BOOST_AUTO_TEST_CASE(base32_is_read_as_written_and_no_other_way) {
    BOOST_CHECK(from_base32("MZXW6YTB") == Bytes({'f', 'o', 'o', 'b', 'a'}));
    BOOST_CHECK(from_base32("MY") == Bytes({'f'}));
    BOOST_CHECK(!from_base32("MZ"));   // unused bits
    BOOST_CHECK(!from_base32("MYA"));  // a digit too many
    BOOST_CHECK(!from_base32("my"));
    BOOST_CHECK(!from_base32("MY======"));
    BOOST_CHECK(!from_base32("M1"));
}

BOOST_AUTO_TEST_CASE(a_branch_of_more_children_than_allowed_is_refused) {
    std::string text = "enrtree-branch:";
    for (std::size_t i = 0; i < max_children; ++i) text += "LTEHBSB6EU3MCMYHKRNQ,";
    text += "LTEHBSB6EU3MCMYHKRNQ";
    BOOST_TEST(text.size() <= max_branch_text);

    BOOST_CHECK(parse_entry(text).error() == Errc::limit_exceeded);
    BOOST_CHECK(parse_entry("enrtree-branch:LTEHBSB6EU3MCMYHKRNQ,").error() == Errc::malformed);
    BOOST_CHECK(parse_entry("enrtree-leaf:x").error() == Errc::unsupported);
}

BOOST_AUTO_TEST_CASE(the_newest_of_several_roots_counts) {
    testing::TreeMaker maker{"nodes.test", 9};
    const std::string empty = maker.branch({});
    std::vector<std::string> texts{"v=spf1 -all"};
    for (const std::uint64_t sequence : {2U, 5U, 3U}) {
        maker.sign(sequence, empty, empty);
        texts.push_back(maker.zone["nodes.test"].front());
    }
    const crypto::PublicKey key = parse_link(maker.url()).value().key;

    BOOST_TEST(newest_root(texts, key).value().sequence == 5U);
    BOOST_CHECK(newest_root({"v=spf1 -all"}, key).error() == Errc::not_found);
}

BOOST_AUTO_TEST_CASE(a_list_that_differs_in_case_alone_is_the_same) {
    testing::TreeMaker maker{"nodes.test", 9};
    testing::TreeMaker loud{"Nodes.TEST", 9};

    BOOST_CHECK(parse_link(maker.url()).value() == parse_link(loud.url()).value());
}

BOOST_AUTO_TEST_CASE(no_more_lists_are_followed_than_allowed) {
    std::vector<Link> links;
    for (std::uint8_t seed = 1; seed <= max_lists + 3; ++seed) {
        testing::TreeMaker maker{"nodes.test", seed};
        links.push_back(parse_link(maker.url()).value());
        links.push_back(links.back());
    }
    const Lists lists{links};

    BOOST_TEST(lists.all().size() == max_lists);
}

BOOST_AUTO_TEST_CASE(lists_are_known_for_ethereum_alone) {
    const auto mainnet =
        fixed_from_hex<32>("d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3")
            .value();

    BOOST_TEST(well_known_lists(mainnet).size() == 1U);
    BOOST_CHECK(parse_link(well_known_lists(mainnet).front()));
    BOOST_TEST(well_known_lists(Hash256{}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
