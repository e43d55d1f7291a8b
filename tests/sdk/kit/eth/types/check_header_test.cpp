#include <boost/test/unit_test.hpp>

#include <kit/eth/types/check_header.hpp>

using namespace plexus;
using eth::check_header;
using eth::HeaderFault;

namespace check_header_against_its_parent {
namespace {

struct Pair {
    Pair() {
        parent.number = 7;
        parent.time = now - 10;
        parent.difficulty = Uint256{1000};
        header = parent;
        header.number = 8;
        header.time = now;
    }

    HeaderFault fault() const { return check_header(header, &parent, now); }
    HeaderFault with_difficulty(std::uint64_t difficulty) {
        header.difficulty = Uint256{difficulty};
        return fault();
    }

    static constexpr std::uint64_t now = 1'700'000'000;
    eth::Header parent{};
    eth::Header header{};
};

}  // namespace
}  // namespace check_header_against_its_parent

BOOST_FIXTURE_TEST_SUITE(check_header_against_its_parent, Pair)

BOOST_AUTO_TEST_CASE(the_next_block_is_good) { BOOST_TEST((fault() == HeaderFault::none)); }

BOOST_AUTO_TEST_CASE(another_number_is_invalid) {
    header.number = 9;
    BOOST_TEST((fault() == HeaderFault::invalid));
    header.number = 7;
    BOOST_TEST((fault() == HeaderFault::invalid));
}

BOOST_AUTO_TEST_CASE(a_time_before_the_parents_is_invalid) {
    header.time = parent.time;
    BOOST_TEST((fault() == HeaderFault::none));
    --header.time;
    BOOST_TEST((fault() == HeaderFault::invalid));
}

BOOST_AUTO_TEST_CASE(a_time_too_far_ahead_is_early) {
    header.time = now + 15;
    BOOST_TEST((fault() == HeaderFault::none));
    ++header.time;
    BOOST_TEST((fault() == HeaderFault::early));
}

BOOST_AUTO_TEST_CASE(more_gas_used_than_there_is_is_invalid) {
    header.gas_limit = 10;
    header.gas_used = 10;
    BOOST_TEST((fault() == HeaderFault::none));
    ++header.gas_used;
    BOOST_TEST((fault() == HeaderFault::invalid));
    header.gas_limit = std::uint64_t{1} << 63;
    BOOST_TEST((fault() == HeaderFault::invalid));
}

BOOST_AUTO_TEST_CASE(a_difficulty_that_more_than_doubles_is_invalid) {
    BOOST_TEST((with_difficulty(2000) == HeaderFault::none));
    BOOST_TEST((with_difficulty(2001) == HeaderFault::invalid));
    parent.difficulty = Uint256{1};
    BOOST_TEST((with_difficulty(2) == HeaderFault::none));
    BOOST_TEST((with_difficulty(3) == HeaderFault::invalid));
}

BOOST_AUTO_TEST_CASE(since_the_merge_there_is_none) {
    BOOST_TEST((with_difficulty(0) == HeaderFault::none));  // the merge
    parent.difficulty = Uint256{};
    BOOST_TEST((with_difficulty(0) == HeaderFault::none));
    BOOST_TEST((with_difficulty(1) == HeaderFault::invalid));
}

BOOST_AUTO_TEST_CASE(behind_a_genesis_block_ethash_begins_at_its_least) {
    parent.number = 0;
    header.number = 1;
    for (const std::uint64_t of_genesis : {0, 1}) {
        parent.difficulty = Uint256{of_genesis};
        BOOST_TEST((with_difficulty(131'072) == HeaderFault::none));
        BOOST_TEST((with_difficulty(131'073) == HeaderFault::invalid));
    }
}

BOOST_AUTO_TEST_CASE(without_a_parent_the_rest_is_checked) {
    header.number = 99;
    BOOST_TEST((check_header(header, nullptr, now) == HeaderFault::none));
    header.time = now + 16;
    BOOST_TEST((check_header(header, nullptr, now) == HeaderFault::early));
}

BOOST_AUTO_TEST_SUITE_END()
