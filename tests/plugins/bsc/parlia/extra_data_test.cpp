#include <boost/test/unit_test.hpp>

#include <plugins/bsc/parlia/extra_data.hpp>

using namespace plexus;
using bsc::TurnLength;

namespace {

/// Extra data with this between the first 32 bytes and the seal.
Bytes extra_with(Bytes middle) {
    Bytes extra(32, 0x11);
    extra.insert(extra.end(), middle.begin(), middle.end());
    extra.insert(extra.end(), 65, 0x22);
    return extra;
}

/// A count of validators, with as many, and what follows them.
Bytes validators(std::uint8_t count, const Bytes& behind) {
    Bytes bytes(1 + std::size_t{count} * 68, 0x33);
    bytes.front() = count;
    bytes.insert(bytes.end(), behind.begin(), behind.end());
    return bytes;
}

bool since_luban(const Bytes& middle, std::uint64_t number, TurnLength turns = TurnLength::told) {
    return bsc::is_extra_since_luban(extra_with(middle), number, turns);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bsc_extra_data)

BOOST_AUTO_TEST_CASE(the_seal_is_the_end_of_it) {
    const Bytes extra = extra_with({});

    BOOST_TEST(bsc::seal(extra).size() == 65U);
    BOOST_TEST(bsc::seal(extra).front() == 0x22);
    BOOST_TEST(bsc::unsealed(extra).size() == 32U);
    BOOST_TEST(bsc::unsealed(Bytes(10, 0)).empty());
}

BOOST_AUTO_TEST_CASE(before_luban_addresses_stand_at_the_start_of_an_epoch_alone) {
    BOOST_TEST(bsc::is_extra_before_luban(extra_with({}), 201));
    BOOST_TEST(bsc::is_extra_before_luban(extra_with(Bytes(40, 1)), 200));
    BOOST_TEST(!bsc::is_extra_before_luban(extra_with({}), 200));
    BOOST_TEST(!bsc::is_extra_before_luban(extra_with(Bytes(40, 1)), 201));
    BOOST_TEST(!bsc::is_extra_before_luban(extra_with(Bytes(41, 1)), 200));
    BOOST_TEST(!bsc::is_extra_before_luban(Bytes(96, 0), 1));
}

BOOST_AUTO_TEST_CASE(since_luban_votes_may_stand_in_every_block) {
    BOOST_TEST(since_luban({}, 7));
    BOOST_TEST(since_luban({0xc1, 0x80}, 7));
    BOOST_TEST(!since_luban({0xc1, 0x80, 0x80}, 7));  // more than one item
    BOOST_TEST(!since_luban({0xc5, 0x80}, 7));        // cut
    BOOST_TEST(!since_luban({0x80}, 7));              // a count of 128 without validators
}

BOOST_AUTO_TEST_CASE(since_luban_validators_are_counted) {
    BOOST_TEST(since_luban(validators(21, {8}), 1000));
    BOOST_TEST(since_luban(validators(21, {8, 0xc1, 0x80}), 1000));
    BOOST_TEST(since_luban(validators(21, {}), 200, TurnLength::untold));
    BOOST_TEST(since_luban(validators(21, {0xc1, 0x80}), 200, TurnLength::untold));
    BOOST_TEST(!since_luban(validators(21, {}), 1000));   // the turn length is missing
    BOOST_TEST(!since_luban(validators(21, {8}), 1001));  // no epoch begins there
    BOOST_TEST(!since_luban(validators(0, {8}), 1000));
    BOOST_TEST(!since_luban({21, 1, 2, 3}, 1000));
}

BOOST_AUTO_TEST_SUITE_END()
