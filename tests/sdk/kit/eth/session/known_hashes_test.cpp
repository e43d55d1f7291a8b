#include <boost/test/unit_test.hpp>

#include <deque>
#include <set>

#include <kit/crypto/random.hpp>
#include <kit/eth/session/known_hashes.hpp>

using namespace plexus;
using eth::KnownHashes;

BOOST_AUTO_TEST_SUITE(known_hashes)

namespace {

Hash256 numbered(std::uint64_t number) {
    Hash256 hash;
    std::memcpy(hash.data() + 24, &number, sizeof number);  // alike in what std::hash looks at
    return hash;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_hash_is_new_once) {
    KnownHashes known(8);

    BOOST_TEST(!known.contains(numbered(1)));
    BOOST_TEST(known.add(numbered(1)));
    BOOST_TEST(!known.add(numbered(1)));
    BOOST_TEST(known.contains(numbered(1)));
    BOOST_TEST(!known.contains(numbered(2)));
}

BOOST_AUTO_TEST_CASE(the_oldest_is_forgotten_at_the_bound) {
    KnownHashes known(3);
    for (std::uint64_t i = 0; i < 5; ++i) known.add(numbered(i));

    BOOST_TEST(!known.contains(numbered(1)));
    BOOST_TEST(known.contains(numbered(2)));
    BOOST_TEST(known.contains(numbered(4)));
    BOOST_TEST(known.add(numbered(1)));
    BOOST_TEST(!known.contains(numbered(2)));
}

BOOST_AUTO_TEST_CASE(it_agrees_with_a_plain_set_over_a_long_time) {
    constexpr std::size_t capacity = 1000;
    KnownHashes known(capacity);
    std::set<Hash256> expected;
    std::deque<Hash256> order;
    std::uint64_t differences = 0;
    for (int i = 0; i < 50'000; ++i) {
        const Hash256 hash = numbered(crypto::random_u64() % 3000);
        const bool fresh = expected.insert(hash).second;
        if (fresh) order.push_back(hash);
        if (order.size() > capacity) {
            expected.erase(order.front());
            order.pop_front();
        }
        if (known.add(hash) != fresh) ++differences;
        const Hash256 other = numbered(crypto::random_u64() % 3000);
        if (known.contains(other) != expected.contains(other)) ++differences;
    }

    BOOST_TEST(differences == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
