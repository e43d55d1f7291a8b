#include <boost/test/unit_test.hpp>
#include <sstream>

#include <plugins/chainstore/commands/import_report.hpp>
#include <plugins/chainstore/store/packed_receipts.hpp>
#include <plugins/chainstore/store/packing.hpp>

using namespace plexus;
using namespace plexus::chainstore;
using namespace std::chrono_literals;
using chain::ReceiptForm;

namespace {

Bytes round_trip(const Bytes& value) {
    Bytes out;
    BOOST_TEST(unpack(pack(value), out));
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(packing)

BOOST_AUTO_TEST_CASE(whatever_is_packed_comes_out_again) {
    Bytes mixed;
    for (int i = 0; i < 1000; ++i) mixed.push_back(static_cast<std::uint8_t>(i * i * 7 >> 3));

    for (const Bytes& value : {Bytes{}, Bytes{7}, Bytes(100'000, 0x11), mixed}) {
        BOOST_TEST((round_trip(value) == value));
    }
}

BOOST_AUTO_TEST_CASE(what_shrinks_is_compressed_and_nothing_grows_by_more_than_five_bytes) {
    BOOST_TEST(pack(Bytes(1000, 0)).size() < 100U);
    BOOST_TEST(pack(Bytes{1, 2, 3}).size() == 8U);
}

BOOST_AUTO_TEST_CASE(damaged_values_are_noticed) {
    Bytes out;

    BOOST_TEST(!unpack({}, out));
    BOOST_TEST(!unpack(Bytes{2, 1}, out));
    BOOST_TEST(!unpack(Bytes{4, 1, 2, 3, 4, 5}, out));
    BOOST_TEST(!unpack(Bytes{1}, out));
    BOOST_TEST(!unpack(Bytes{1, 5, 0}, out));
    BOOST_TEST(!unpack(Bytes{1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0}, out));
}

BOOST_AUTO_TEST_CASE(each_changed_bit_is_noticed) {
    for (const Bytes& value : {Bytes(300, 0x11), Bytes{1, 2, 3, 4, 5, 6, 7}}) {
        for (const auto form : {ReceiptForm::with_blooms, ReceiptForm::without_blooms}) {
            const Bytes packed = pack(value, form);
            for (std::size_t bit = 0; bit < 8 * packed.size(); ++bit) {
                Bytes damaged = packed;
                damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
                Bytes out;
                BOOST_TEST(!unpack(damaged, out), "bit " << bit);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_value_tells_the_form_of_its_receipts) {
    for (const Bytes& value : {Bytes(300, 0x11), Bytes{1, 2, 3}}) {
        const Bytes packed = pack(value, ReceiptForm::without_blooms);
        Bytes out;

        BOOST_TEST((form_of(packed) == ReceiptForm::without_blooms));
        BOOST_TEST((form_of(pack(value)) == ReceiptForm::with_blooms));
        BOOST_TEST(unpack(packed, out));
        BOOST_TEST((out == value));
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_list_of_receipts_is_packed_as_it_is) {
    const SharedBytes none{Bytes{1, 2, 3}};
    Bytes out;

    BOOST_TEST(unpack_as(ReceiptForm::with_blooms, pack_receipts(none), out));
    BOOST_TEST((out == Bytes{1, 2, 3}));
    BOOST_TEST(!unpack_as(ReceiptForm::without_blooms, pack_receipts(none), out));
    BOOST_TEST((out == Bytes{1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(values_of_the_formats_before_have_no_checksum_and_are_read) {
    Bytes out;

    BOOST_TEST(unpack(Bytes{0, 1, 2, 3}, out));
    BOOST_TEST((out == Bytes{1, 2, 3}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(import_report)

BOOST_AUTO_TEST_CASE(blocks_of_the_file_are_counted_and_the_last_line_sums_up) {
    std::ostringstream out;
    const SteadyTime began{};
    ImportReport report{out, ImportReport::Style::lines, "f", began};

    report.show({200, 20, 45, 60}, began + 10s);
    report.finish({380, 20, 60, 60}, began + 20s);

    BOOST_TEST(out.str() ==
               "importing f: 75%, 220 blocks, 22 blocks/s\n"
               "imported f: 380 blocks, 20 there already, 20000 ms, 20 blocks/s\n");
}

BOOST_AUTO_TEST_SUITE_END()
