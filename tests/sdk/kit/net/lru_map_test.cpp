#include <boost/test/unit_test.hpp>
#include <kit/net/lru_map.hpp>
#include <memory>
#include <string>

using plexus::net::LruMap;

BOOST_AUTO_TEST_SUITE(lru_map)

BOOST_AUTO_TEST_CASE(at_the_bound_the_least_recently_used_entry_goes) {
    LruMap<std::string, int> map(2);
    map.put("a", 1);
    map.put("b", 2);
    BOOST_TEST(*map.find("a") == 1);

    map.put("c", 3);

    BOOST_TEST(map.size() == 2U);
    BOOST_TEST(map.find("b") == nullptr);
    BOOST_TEST(*map.find("a") == 1);
    BOOST_TEST(*map.find("c") == 3);
}

BOOST_AUTO_TEST_CASE(putting_a_key_again_replaces_its_value_and_is_a_use) {
    LruMap<std::string, int> map(2);
    map.put("a", 1);
    map.put("b", 2);

    map.put("a", 10) += 1;
    map.put("c", 3);

    BOOST_TEST(*map.find("a") == 11);
    BOOST_TEST(map.find("b") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_value_may_change_in_place) {
    LruMap<std::string, int> map(1);
    map.put("a", 1);

    *map.find("a") = 2;

    BOOST_TEST(*map.find("a") == 2);
}

BOOST_AUTO_TEST_CASE(an_erased_entry_makes_room) {
    LruMap<std::string, int> map(2);
    map.put("a", 1);
    map.put("b", 2);

    map.erase("b");
    map.erase("never there");
    map.put("c", 3);

    BOOST_TEST(map.find("b") == nullptr);
    BOOST_TEST(*map.find("a") == 1);
}

BOOST_AUTO_TEST_CASE(values_need_not_be_copied) {
    LruMap<int, std::unique_ptr<int>> map(1);

    map.put(1, std::make_unique<int>(7));
    map.put(2, std::make_unique<int>(8));

    BOOST_TEST(**map.find(2) == 8);
    BOOST_TEST(map.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
