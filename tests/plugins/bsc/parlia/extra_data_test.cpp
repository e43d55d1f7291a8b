#include <boost/test/unit_test.hpp>

#include <plugins/bsc/parlia/extra_data.hpp>

using namespace plexus;
using bsc::EpochPosition;
using bsc::ExtraForm;

BOOST_AUTO_TEST_SUITE(bsc_extra_data)

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

Result<bsc::ExtraParts> epoch(const Bytes& middle, ExtraForm form = ExtraForm::turns) {
    static Bytes extra;  // the parts are views
    extra = extra_with(middle);
    return bsc::split_extra(extra, form, EpochPosition::epoch);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_seal_is_the_end_of_it) {
    const Bytes extra = extra_with({});

    BOOST_TEST(bsc::seal(extra).size() == 65U);
    BOOST_TEST(bsc::seal(extra).front() == 0x22);
    BOOST_TEST(bsc::unsealed(extra).size() == 32U);
    BOOST_TEST(bsc::unsealed(Bytes(10, 0)).empty());
    BOOST_TEST(!bsc::split_extra(Bytes(96, 0), ExtraForm::turns, EpochPosition::between));
}

BOOST_AUTO_TEST_CASE(before_luban_addresses_stand_at_the_start_of_an_epoch_alone) {
    const auto split = [](const Bytes& middle, EpochPosition place) {
        return bsc::split_extra(extra_with(middle), ExtraForm::addresses, place);
    };
    BOOST_TEST(split({}, EpochPosition::between).has_value());
    BOOST_TEST(split(Bytes(40, 1), EpochPosition::epoch).value().validators.size() == 2U);
    BOOST_TEST(!split({}, EpochPosition::epoch));
    BOOST_TEST(!split(Bytes(40, 1), EpochPosition::between));
    BOOST_TEST(!split(Bytes(41, 1), EpochPosition::epoch));
}

BOOST_AUTO_TEST_CASE(since_luban_all_between_epochs_is_attestation) {
    const Bytes extra = extra_with({0xc1, 0x80});

    const auto parts = bsc::split_extra(extra, ExtraForm::counted, EpochPosition::between);

    BOOST_TEST(parts.value().attestation.size() == 2U);
    BOOST_TEST(parts->validators.empty());
}

BOOST_AUTO_TEST_CASE(since_luban_validators_are_counted) {
    BOOST_TEST(epoch(validators(21, {8})).value().validators.size() == 21U);
    BOOST_TEST(*epoch(validators(21, {8})).value().turn_length == 8U);
    BOOST_TEST(epoch(validators(21, {8, 0xc1, 0x80})).value().attestation.size() == 2U);
    BOOST_TEST(!epoch(validators(21, {}), ExtraForm::counted).value().turn_length);
    BOOST_TEST(epoch(validators(21, {0xc1}), ExtraForm::counted).value().attestation.size() == 1U);
    BOOST_TEST(!epoch(validators(21, {})));   // the turn length is missing
    BOOST_TEST(!epoch(validators(21, {0})));  // a turn of no blocks
    BOOST_TEST(!epoch(validators(0, {8})));
    BOOST_TEST(!epoch({}));
    BOOST_TEST(!epoch({21, 1, 2, 3}));
}

BOOST_AUTO_TEST_SUITE_END()
