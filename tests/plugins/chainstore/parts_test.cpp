#include <boost/test/unit_test.hpp>
#include <sstream>

#include <plugins/chainstore/commands/progress.hpp>
#include <plugins/chainstore/store/link.hpp>
#include <plugins/chainstore/store/packing.hpp>

using namespace plexus;
using namespace plexus::chainstore;
using namespace std::chrono_literals;

namespace {

Bytes round_trip(const Bytes& value) {
    Bytes out;
    BOOST_TEST(unpack(pack(value), out));
    return out;
}

chain::Difficulty difficulty(std::string_view hex) {
    const std::string padding(64 - hex.size(), '0');
    return fixed_from_hex<32>(padding + std::string{hex}).value();
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

BOOST_AUTO_TEST_CASE(what_shrinks_is_compressed_and_nothing_grows_by_more_than_a_byte) {
    BOOST_TEST(pack(Bytes(1000, 0)).size() < 100U);
    BOOST_TEST(pack(Bytes{1, 2, 3}).size() == 4U);
}

BOOST_AUTO_TEST_CASE(damaged_values_are_noticed) {
    Bytes out;

    BOOST_TEST(!unpack({}, out));
    BOOST_TEST(!unpack(Bytes{2, 1}, out));
    BOOST_TEST(!unpack(Bytes{1}, out));
    BOOST_TEST(!unpack(Bytes{1, 5, 0}, out));
    BOOST_TEST(!unpack(Bytes{1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0}, out));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(links)

BOOST_AUTO_TEST_CASE(difficulties_add_up_with_carries) {
    const auto total = sum(difficulty("ffffffffffffffff"), difficulty("1"));

    BOOST_TEST((total == difficulty("10000000000000000")));
}

BOOST_AUTO_TEST_CASE(a_sum_beyond_256_bits_is_none) {
    const chain::Difficulty most = difficulty(std::string(64, 'f'));

    BOOST_TEST((sum(most, difficulty("0")) == most));
    BOOST_TEST(!sum(most, difficulty("1")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(progress)

BOOST_AUTO_TEST_CASE(lines_come_seldom_and_the_last_one_sums_up) {
    std::ostringstream out;
    const SteadyTime began{};
    {
        Progress progress{out, Progress::Style::lines, "f", began};
        progress.show({100, 20, 30, 60}, began + 1s);
        progress.show({200, 20, 45, 60}, began + 10s);
        progress.finish({380, 20, 60, 60}, began + 20s);
    }

    BOOST_TEST(out.str() ==
               "importing f: 75%, 220 blocks, 22 blocks/s\n"
               "imported f: 380 blocks, 20 there already, 20000 ms, 20 blocks/s\n");
}

BOOST_AUTO_TEST_CASE(a_bar_stays_on_its_line_until_it_is_left) {
    std::ostringstream out;
    const SteadyTime began{};
    {
        Progress progress{out, Progress::Style::bar, "f", began};
        progress.show({100, 0, 30, 60}, began + 1s);
    }

    BOOST_TEST(out.str() ==
               "\r[###############               ] importing f: 50%, 100 blocks, 100 blocks/s"
               "\x1b[K\n");
}

BOOST_AUTO_TEST_SUITE_END()
