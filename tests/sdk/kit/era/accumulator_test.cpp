#include <boost/test/unit_test.hpp>

#include <kit/era/accumulator.hpp>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(accumulator)

// The roots of real chains are compared where era1 files are imported.

BOOST_AUTO_TEST_CASE(no_blocks_have_the_root_of_an_empty_list_of_that_limit) {
    // The root of 8192 zero leaves, with the length zero mixed in.
    BOOST_TEST(to_hex(era::Accumulator{}.root()) ==
               "4a8c3a07c8d23adc5bac61157555c3c784d53d9bc110c1370809bd23cd93777d");
}

BOOST_AUTO_TEST_CASE(order_and_count_matter) {
    const Hash256 block{{1}};
    const Hash256 other{{2}};
    era::Accumulator one;
    era::Accumulator both;
    era::Accumulator swapped;

    BOOST_REQUIRE(one.add(block, {}));
    BOOST_REQUIRE((both.add(block, {}) && both.add(other, {})));
    BOOST_REQUIRE((swapped.add(other, {}) && swapped.add(block, {})));

    BOOST_TEST((one.root() != both.root()));
    BOOST_TEST((both.root() != swapped.root()));
}

BOOST_AUTO_TEST_CASE(one_file_holds_no_more_than_8192_blocks) {
    era::Accumulator full;
    for (std::size_t i = 0; i < era::Accumulator::max_blocks; ++i) {
        BOOST_REQUIRE(full.add({}, {}));
    }

    BOOST_TEST((full.add({}, {}).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_SUITE_END()
