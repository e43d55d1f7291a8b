#include <kit/rlp/writer.hpp>

#include <boost/test/unit_test.hpp>
#include <limits>

#include <api/core/uint256.hpp>

using namespace plexus;
using namespace plexus::rlp;

namespace {

template <class Write>
std::string written(Write write) {
    Writer out;
    write(out);
    return to_hex(out.take());
}

std::string number(std::uint64_t value) {
    return written([&](Writer& out) { out.u64(value); });
}

std::string string_of(std::size_t size, std::uint8_t byte) {
    return written([&](Writer& out) { out.bytes(Bytes(size, byte)); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rlp_writer)

BOOST_AUTO_TEST_CASE(numbers_take_their_shortest_form) {
    BOOST_TEST(number(0) == "80");
    BOOST_TEST(number(1) == "01");
    BOOST_TEST(number(0x7f) == "7f");
    BOOST_TEST(number(0x80) == "8180");
    BOOST_TEST(number(0x400) == "820400");
    BOOST_TEST(number(std::numeric_limits<std::uint64_t>::max()) == "88ffffffffffffffff");
}

BOOST_AUTO_TEST_CASE(numbers_of_256_bits_take_their_shortest_form) {
    const auto wide = [](const Uint256& value) {
        return written([&](Writer& out) { out.u256(value); });
    };
    BOOST_TEST(wide(0) == "80");
    BOOST_TEST(wide(0x7f) == "7f");
    BOOST_TEST(wide(0x400) == "820400");
    BOOST_TEST(wide(Uint256{1ULL << 63}.checked_mul(2).value()) == "89010000000000000000");
    BOOST_TEST(wide(Uint256::max()) == "a0" + std::string(64, 'f'));
}

BOOST_AUTO_TEST_CASE(booleans_are_numbers) {
    BOOST_TEST(written([](Writer& out) { out.boolean(false); }) == "80");
    BOOST_TEST(written([](Writer& out) { out.boolean(true); }) == "01");
}

BOOST_AUTO_TEST_CASE(strings_take_the_header_of_their_size) {
    BOOST_TEST(string_of(0, 0) == "80");
    BOOST_TEST(string_of(1, 0x00) == "00");
    BOOST_TEST(string_of(1, 0x7f) == "7f");
    BOOST_TEST(string_of(1, 0x80) == "8180");
    BOOST_TEST(string_of(2, 0x01) == "820101");
    BOOST_TEST(string_of(55, 0x01).substr(0, 4) == "b701");
    BOOST_TEST(string_of(56, 0x01).substr(0, 6) == "b83801");
    BOOST_TEST(string_of(255, 0x01).substr(0, 6) == "b8ff01");
    BOOST_TEST(string_of(256, 0x01).substr(0, 8) == "b9010001");
    BOOST_TEST(string_of(0x10000, 0x01).substr(0, 10) == "ba01000001");
}

BOOST_AUTO_TEST_CASE(a_text_is_a_string) {
    BOOST_TEST(written([](Writer& out) { out.text("dog"); }) == "83646f67");
}

BOOST_AUTO_TEST_CASE(a_fixed_value_keeps_its_zeros_where_an_integer_drops_them) {
    const FixedBytes<3> value{{0, 0, 5}};
    BOOST_TEST(written([&](Writer& out) { out.fixed(value); }) == "83000005");
    BOOST_TEST(written([&](Writer& out) { out.integer(value); }) == "05");
}

BOOST_AUTO_TEST_CASE(lists_nest) {
    // The sets of the Yellow Paper: [ [], [[]], [ [], [[]] ] ]
    const auto set = [](Writer& out) {
        out.list([&] {
            out.list([] {});
            out.list([&] { out.list([] {}); });
            out.list([&] {
                out.list([] {});
                out.list([&] { out.list([] {}); });
            });
        });
    };
    BOOST_TEST(written(set) == "c7c0c1c0c3c0c1c0");
}

BOOST_AUTO_TEST_CASE(lists_take_the_header_of_their_size) {
    const auto list_of = [](std::size_t items) {
        return written([&](Writer& out) {
            const Writer::Mark mark = out.begin_list();
            for (std::size_t i = 0; i < items; ++i) out.u64(1);
            out.end_list(mark);
        });
    };
    BOOST_TEST(list_of(0) == "c0");
    BOOST_TEST(list_of(55).substr(0, 4) == "f701");
    BOOST_TEST(list_of(56).substr(0, 6) == "f83801");
    BOOST_TEST(list_of(256).substr(0, 8) == "f9010001");
    BOOST_TEST(list_of(0x10000).substr(0, 10) == "fa01000001");
}

BOOST_AUTO_TEST_CASE(raw_items_are_taken_as_they_are) {
    const Bytes items{0xc1, 0x05, 0x80};
    BOOST_TEST(written([&](Writer& out) { out.list([&] { out.raw(items); }); }) == "c3c10580");
}

BOOST_AUTO_TEST_CASE(a_writer_begins_anew_when_its_buffer_was_taken) {
    Writer out{64};
    out.u64(5);
    BOOST_TEST(to_hex(out.view()) == "05");
    BOOST_TEST(to_hex(out.take()) == "05");
    BOOST_TEST(out.view().empty());
}

BOOST_AUTO_TEST_SUITE_END()
