#include <kit/rlp/reader.hpp>

#include <boost/test/unit_test.hpp>
#include <limits>
#include <vector>

#include <api/core/uint256.hpp>

#include "hex.hpp"

using namespace plexus;
using namespace plexus::rlp;
using testing::hex;

BOOST_AUTO_TEST_SUITE(rlp_reader)

BOOST_AUTO_TEST_CASE(integers_of_all_widths_are_read) {
    const Bytes input = hex("d180017f818082040088ffffffffffffffff");
    Reader in{input};

    BOOST_TEST(in.u64() == 0U);
    BOOST_TEST(in.u64() == 1U);
    BOOST_TEST(in.number<std::uint8_t>() == 0x7f);
    BOOST_TEST(in.number<std::uint16_t>() == 0x80);
    BOOST_TEST(in.number<std::uint32_t>() == 0x400U);
    BOOST_TEST(in.u64() == std::numeric_limits<std::uint64_t>::max());
    BOOST_TEST(in.finish().has_value());
}

BOOST_AUTO_TEST_CASE(an_integer_of_256_bits_is_read) {
    const Bytes input =
        hex("e3a0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8005");
    Reader in{input};

    BOOST_TEST(in.u256() == Uint256::max());
    BOOST_TEST(in.u256() == 0);
    BOOST_TEST(in.u256() == 5);
    BOOST_TEST(in.finish().has_value());
}

BOOST_AUTO_TEST_CASE(booleans_strings_and_fixed_values_are_read) {
    const Bytes input = hex("cd800183616263820102808203ff");
    Reader in{input};

    BOOST_TEST(!in.boolean());
    BOOST_TEST(in.boolean());
    BOOST_TEST(text_of(in.bytes(3)) == "abc");
    BOOST_TEST((in.fixed<2>() == FixedBytes<2>{{1, 2}}));
    BOOST_TEST((in.optional_fixed<2>() == std::nullopt));
    BOOST_TEST((in.optional_fixed<2>() == FixedBytes<2>{{3, 0xff}}));
    BOOST_TEST(in.finish().has_value());
}

BOOST_AUTO_TEST_CASE(lists_are_entered_and_left) {
    const Bytes input = hex("c6c20102c0c105");
    Reader in{input};

    std::vector<std::uint64_t> numbers;
    for (Reader list = in.list(); list.more();) numbers.push_back(list.u64());
    Reader empty = in.list();
    Reader last = in.list();
    const std::uint64_t five = last.u64();

    BOOST_TEST(numbers == (std::vector<std::uint64_t>{1, 2}), boost::test_tools::per_element());
    BOOST_TEST(!empty.more());
    BOOST_TEST(five == 5U);
    BOOST_TEST(in.finish().has_value());
}

BOOST_AUTO_TEST_CASE(a_payload_with_two_bytes_of_size_is_read) {
    Bytes input = hex("f9010db9010a");
    input.resize(input.size() + 0x10a, 0x55);
    Reader in{input};

    BOOST_TEST(in.bytes(0x10a).size() == 0x10aU);
    BOOST_TEST(in.finish().has_value());
}

BOOST_AUTO_TEST_CASE(raw_items_keep_their_headers_and_point_into_the_input) {
    const Bytes input = hex("c7c2010282030405");
    Reader in{input};

    const Item item = in.item();
    const BytesView raw = in.raw();

    BOOST_TEST(item.is_list);
    BOOST_TEST(to_hex(item.payload) == "0102");
    BOOST_TEST(to_hex(item.raw) == "c20102");
    BOOST_TEST(to_hex(raw) == "820304");
    BOOST_TEST(raw.data() == input.data() + 4);
}

BOOST_AUTO_TEST_CASE(peek_tells_the_kind_of_what_comes_next) {
    const Bytes input = hex("c405c18280");
    Reader in{input};
    BOOST_TEST((in.peek() == Kind::string));
    in.skip();
    BOOST_TEST((in.peek() == Kind::list));
    in.skip();
    BOOST_TEST((in.peek() == Kind::string));
    in.skip();
    BOOST_TEST((in.peek() == Kind::end));
    BOOST_TEST(!in.more());
}

BOOST_AUTO_TEST_CASE(count_tells_how_many_items_are_left_and_consumes_none) {
    const Bytes input = hex("c501c2020304");
    Reader in{input};

    BOOST_TEST(in.count(3) == 3U);
    in.skip();
    BOOST_TEST(in.count(3) == 2U);
    BOOST_TEST(in.item().is_list);
    BOOST_TEST(in.count(1) == 1U);
    in.skip();
    BOOST_TEST(in.count(0) == 0U);
    BOOST_TEST(in.finish().has_value());
}

BOOST_AUTO_TEST_CASE(count_above_its_limit_is_an_error) {
    const Bytes input = hex("c3010203");
    Reader in{input};

    BOOST_TEST(in.count(2) == 0U);
    BOOST_TEST((in.finish().error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(count_stops_at_its_limit_before_it_meets_what_is_broken_behind) {
    const Bytes input = hex("c4010203b8");
    Reader in{input};
    in.count(2);
    BOOST_TEST((in.finish().error() == Errc::limit_exceeded));

    Reader to_the_end{input};
    to_the_end.count(10);
    BOOST_TEST((to_the_end.finish().error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(what_follows_the_list_is_refused_or_ignored) {
    const Bytes input = hex("c10105");

    Reader strict{input, Tail::forbidden};
    BOOST_TEST((strict.finish(Extra::ignored).error() == Errc::malformed));

    Reader lenient{input, Tail::ignored};
    BOOST_TEST(lenient.u64() == 1U);
    BOOST_TEST(lenient.finish().has_value());
}

BOOST_AUTO_TEST_CASE(items_left_unread_are_refused_or_ignored) {
    const Bytes input = hex("c20105");

    Reader strict{input};
    strict.skip();
    BOOST_TEST((strict.finish().error() == Errc::malformed));

    Reader lenient{input};
    lenient.skip();
    BOOST_TEST(lenient.finish(Extra::ignored).has_value());
}

BOOST_AUTO_TEST_CASE(items_left_unread_in_an_inner_list_are_refused_or_ignored) {
    const Bytes input = hex("c3c20105");

    Reader strict{input};
    Reader inner = strict.list();
    inner.skip();
    inner.expect_end();
    BOOST_TEST((strict.finish().error() == Errc::malformed));

    Reader lenient{input};
    Reader other = lenient.list();
    other.skip();
    other.expect_end(Extra::ignored);
    BOOST_TEST(lenient.finish().has_value());
}

BOOST_AUTO_TEST_CASE(after_an_error_everything_reads_as_nothing) {
    const Bytes input = hex("c6c1058101c107");
    Reader in{input};
    Reader inner = in.list();

    in.u64();  // 0x8101 should have been 0x01

    BOOST_TEST(!in.ok());
    BOOST_TEST(in.u64() == 0U);
    BOOST_TEST(in.bytes(100).empty());
    BOOST_TEST(in.raw().empty());
    BOOST_TEST(!in.boolean());
    BOOST_TEST((in.fixed<4>() == FixedBytes<4>{}));
    BOOST_TEST((in.optional_fixed<4>() == std::nullopt));
    BOOST_TEST(in.u256() == 0);
    BOOST_TEST(!in.list().more());
    BOOST_TEST(in.count(100) == 0U);
    BOOST_TEST((in.peek() == Kind::end));
    BOOST_TEST(inner.u64() == 0U);
    BOOST_TEST(!inner.more());
}

BOOST_AUTO_TEST_CASE(the_first_error_stays) {
    const Bytes input = hex("c28101");
    Reader in{input};
    in.u64();
    in.fail(Errc::invalid_data);
    in.list();
    BOOST_TEST((in.finish().error() == Errc::non_canonical));
}

BOOST_AUTO_TEST_CASE(an_error_in_an_inner_list_reaches_the_root) {
    const Bytes input = hex("c5c3c2000105");
    Reader in{input};
    Reader outer = in.list();
    Reader inner = outer.list();
    inner.u64();  // 0x00 is a string of one byte, but no integer
    BOOST_TEST(!in.more());
    BOOST_TEST((in.finish().error() == Errc::non_canonical));
}

BOOST_AUTO_TEST_CASE(a_caller_can_refuse_for_a_reason_of_its_own) {
    const Bytes input = hex("c10a");
    Reader in{input};
    if (in.u64() > 5) in.fail(Errc::invalid_data);
    BOOST_TEST((in.finish().error() == Errc::invalid_data));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rlp_first)

BOOST_AUTO_TEST_CASE(concatenated_items_are_taken_one_by_one) {
    const Bytes input = hex("c201028203047f");
    BytesView rest{input};

    BOOST_TEST(to_hex(first(rest).value().raw) == "c20102");
    BOOST_TEST(to_hex(first(rest).value().payload) == "0304");
    BOOST_TEST(to_hex(first(rest).value().payload) == "7f");
    BOOST_TEST(rest.empty());
    BOOST_TEST((first(rest).error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(the_code_of_a_message_is_taken_off_its_payload) {
    const Bytes input = hex("80c0");
    BytesView rest{input};

    BOOST_TEST(first_u64(rest).value() == 0U);
    BOOST_TEST(to_hex(rest) == "c0");
    BOOST_TEST((first_u64(rest).error() == Errc::malformed));
    BOOST_TEST(to_hex(rest) == "c0");
}

BOOST_AUTO_TEST_CASE(a_code_that_is_not_canonical_is_refused) {
    for (const std::string_view code : {"00", "8101", "820001"}) {
        const Bytes input = hex(code);
        BytesView rest{input};
        BOOST_TEST((first_u64(rest).error() == Errc::non_canonical), code);
    }
}

BOOST_AUTO_TEST_CASE(a_code_wider_than_64_bits_is_refused) {
    const Bytes input = hex("89010000000000000000");
    BytesView rest{input};
    BOOST_TEST((first_u64(rest).error() == Errc::malformed));
}

BOOST_AUTO_TEST_SUITE_END()
