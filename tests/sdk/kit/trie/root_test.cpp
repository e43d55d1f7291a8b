#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <vector>

#include <kit/trie/path.hpp>
#include <kit/trie/root.hpp>

using namespace plexus;

namespace {

trie::Entry entry(std::string_view key, std::string_view value) {
    return {bytes_of(key), bytes_of(value)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trie_roots)

BOOST_AUTO_TEST_CASE(nothing_has_the_well_known_empty_root) {
    const std::string empty = "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

    BOOST_TEST(to_hex(trie::root({})) == empty);
    BOOST_TEST(to_hex(trie::list_root({})) == empty);
    BOOST_TEST(to_hex(trie::secure_root({})) == empty);
}

// Roots of ethereum/tests, TrieTests/trieanyorder.json: dogs, puppy, foo, smallValues.
BOOST_AUTO_TEST_CASE(the_published_small_tries_have_their_published_roots) {
    const std::array dogs{entry("doe", "reindeer"), entry("dog", "puppy"),
                          entry("dogglesworth", "cat")};
    const std::array puppy{entry("do", "verb"), entry("dog", "puppy"), entry("doge", "coin"),
                           entry("horse", "stallion")};
    const std::array foo{entry("foo", "bar"), entry("food", "bass")};

    BOOST_TEST(to_hex(trie::root(dogs)) ==
               "8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3");
    BOOST_TEST(to_hex(trie::root(puppy)) ==
               "5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84");
    BOOST_TEST(to_hex(trie::root(foo)) ==
               "17beaa1648bafa633cda809c90c04af50fc8aed3cb40d16efbddee6fdf63c4c3");
}

BOOST_AUTO_TEST_CASE(the_root_of_a_list_depends_on_its_order_beyond_one_byte_indices) {
    std::vector<Bytes> storage(300);
    for (std::size_t i = 0; i < storage.size(); ++i) {
        storage[i] = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8), 1};
    }
    std::vector<BytesView> values(storage.begin(), storage.end());
    const Hash256 root = trie::list_root(values);

    std::swap(values[0], values[299]);
    const Hash256 swapped = trie::list_root(values);
    std::swap(values[0], values[299]);

    BOOST_CHECK(root != swapped);
    BOOST_CHECK(root == trie::list_root(values));
}

BOOST_AUTO_TEST_CASE(a_secure_root_does_not_depend_on_the_order) {
    std::array entries{entry("a", "1"), entry("b", "2"), entry("c", "3")};
    const Hash256 root = trie::secure_root(entries);

    std::reverse(entries.begin(), entries.end());

    BOOST_CHECK(trie::secure_root(entries) == root);
}

BOOST_AUTO_TEST_CASE(paths_are_packed_with_their_flags) {
    const Bytes key{0x12, 0x34, 0x5f};

    BOOST_TEST(to_hex(trie::pack_path(key, 0, 6, trie::PathEnd::extension)) == "0012345f");
    BOOST_TEST(to_hex(trie::pack_path(key, 1, 6, trie::PathEnd::extension)) == "12345f");
    BOOST_TEST(to_hex(trie::pack_path(key, 1, 6, trie::PathEnd::leaf)) == "32345f");
    BOOST_TEST(to_hex(trie::pack_path(key, 4, 6, trie::PathEnd::leaf)) == "205f");
    BOOST_TEST(to_hex(trie::pack_path(key, 6, 6, trie::PathEnd::leaf)) == "20");
}

BOOST_AUTO_TEST_SUITE_END()
