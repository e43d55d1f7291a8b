#include <boost/test/unit_test.hpp>
#include <vector>

#include <api/core/uint256.hpp>
#include <kit/rlp/reader.hpp>

#include "hex.hpp"

using namespace plexus;
using namespace plexus::rlp;
using testing::hex;

namespace {

/// What a decoder that does `read` has to say of a list given in hexadecimal digits.
template <class Read>
ErrorCode error_of(std::string_view digits, Read read) {
    const Bytes input = hex(digits);
    Reader in{input};
    read(in);
    const Result<void> action = in.finish();
    return action ? ErrorCode{} : action.error();
}

void any(Reader& in) { in.skip(); }
void u64(Reader& in) { in.u64(); }
void u16(Reader& in) { in.number<std::uint16_t>(); }
void u256(Reader& in) { in.u256(); }
void boolean(Reader& in) { in.boolean(); }
void string_of_3(Reader& in) { in.bytes(3); }
void fixed_3(Reader& in) { in.fixed<3>(); }
void optional_3(Reader& in) { in.optional_fixed<3>(); }
void list(Reader& in) { in.list(); }
void nothing(Reader&) {}

/// `depth` lists, each the only item of the one before.
Bytes nested(std::size_t depth) {
    std::vector<std::size_t> payloads{0};
    while (payloads.size() < depth) {
        const std::size_t inner = payloads.back();
        const std::size_t header = inner < 56 ? 1 : inner < 0x100 ? 2 : inner < 0x10000 ? 3 : 4;
        payloads.push_back(header + inner);
    }
    Bytes bytes;
    for (auto payload = payloads.rbegin(); payload != payloads.rend(); ++payload) {
        const std::size_t digits = *payload < 56        ? 0
                                   : *payload < 0x100   ? 1
                                   : *payload < 0x10000 ? 2
                                                        : 3;
        bytes.push_back(static_cast<std::uint8_t>(digits == 0 ? 0xc0 + *payload : 0xf7 + digits));
        for (std::size_t i = digits; i > 0; --i)
            bytes.push_back(static_cast<std::uint8_t>(*payload >> 8 * (i - 1)));
    }
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rlp_malformed)

BOOST_AUTO_TEST_CASE(no_bytes_at_all_are_no_list) {
    BOOST_TEST((error_of("", nothing) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_string_in_the_place_of_the_list_is_refused) {
    BOOST_TEST((error_of("05", nothing) == Errc::malformed));
    BOOST_TEST((error_of("80", nothing) == Errc::malformed));
    BOOST_TEST((error_of("83616263", nothing) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(input_that_ends_within_the_list_is_refused) {
    BOOST_TEST((error_of("c1", nothing) == Errc::malformed));
    BOOST_TEST((error_of("c20102c3"
                         "0405",
                         nothing) == Errc::malformed));
    BOOST_TEST((error_of("f838", nothing) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(input_that_ends_within_the_size_is_refused) {
    BOOST_TEST((error_of("f8", nothing) == Errc::malformed));
    BOOST_TEST((error_of("f901", nothing) == Errc::malformed));
    BOOST_TEST((error_of("ff00000000000000", nothing) == Errc::malformed));
    BOOST_TEST((error_of("c1b8", any) == Errc::malformed));
    BOOST_TEST((error_of("c2b901", any) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_string_longer_than_its_list_is_refused) {
    BOOST_TEST((error_of("c2820102", any) == Errc::malformed));  // also bytes behind the list
    BOOST_TEST((error_of("c28201", any) == Errc::malformed));
    BOOST_TEST((error_of("c3b83801", any) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_list_longer_than_its_parent_is_refused) {
    BOOST_TEST((error_of("c2c201", list) == Errc::malformed));
    BOOST_TEST((error_of("c3c1c201", [](Reader& in) {
                    Reader outer = in.list();
                    outer.list();
                }) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(an_inner_list_cannot_reach_what_follows_its_parent) {
    const Bytes input = hex("c4c2c2010203");
    Reader in{input, Tail::ignored};
    Reader outer = in.list();
    outer.list();
    BOOST_TEST((in.finish().error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(the_largest_sizes_that_can_be_written_do_not_overflow) {
    BOOST_TEST((error_of("ffffffffffffffffff", nothing) == Errc::malformed));
    BOOST_TEST((error_of("fffffffffffffffff6", nothing) == Errc::malformed));
    BOOST_TEST((error_of("ff8000000000000000", nothing) == Errc::malformed));
    BOOST_TEST((error_of("c9bfffffffffffffffff", any) == Errc::malformed));
    BOOST_TEST((error_of("c9bffffffffffffffff7", any) == Errc::malformed));
    BOOST_TEST((error_of("c9ffffffffffffffffff", list) == Errc::malformed));
    BOOST_TEST(
        (error_of("c9ffffffffffffffffff", [](Reader& in) { in.count(10); }) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_size_with_leading_zeros_is_not_canonical) {
    const std::string payload(2 * 0x38, '5');
    BOOST_TEST((error_of("f90038" + payload, nothing) == Errc::non_canonical));
    BOOST_TEST((error_of("f83bb90038" + payload, any) == Errc::non_canonical));
    BOOST_TEST((error_of("f800", nothing) == Errc::non_canonical));
}

BOOST_AUTO_TEST_CASE(a_long_form_for_a_short_payload_is_not_canonical) {
    BOOST_TEST((error_of("f80101", nothing) == Errc::non_canonical));
    BOOST_TEST((error_of("c4b8020102", any) == Errc::non_canonical));
    const std::string payload(2 * 0x37, '5');
    BOOST_TEST((error_of("f837" + payload, nothing) == Errc::non_canonical));
    BOOST_TEST((error_of("f839b837" + payload, any) == Errc::non_canonical));
}

BOOST_AUTO_TEST_CASE(a_small_byte_in_a_string_of_its_own_is_not_canonical) {
    BOOST_TEST((error_of("c28100", any) == Errc::non_canonical));
    BOOST_TEST((error_of("c2817f", any) == Errc::non_canonical));
    BOOST_TEST(!error_of("c28180", any));
}

BOOST_AUTO_TEST_CASE(integers_with_leading_zeros_are_not_canonical) {
    BOOST_TEST((error_of("c100", u64) == Errc::non_canonical));
    BOOST_TEST((error_of("c3820001", u64) == Errc::non_canonical));
    BOOST_TEST((error_of("c3820001", u256) == Errc::non_canonical));
    BOOST_TEST((error_of("ca89000000000000000001", u64) == Errc::non_canonical));
}

BOOST_AUTO_TEST_CASE(integers_too_wide_for_their_place_are_refused) {
    BOOST_TEST((error_of("ca89010000000000000000", u64) == Errc::malformed));
    BOOST_TEST((error_of("c483010000", u16) == Errc::malformed));
    BOOST_TEST(!error_of("c382ffff", u16));
    BOOST_TEST((error_of("e2a101" + std::string(64, '0'), u256) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(booleans_other_than_0_and_1_are_refused) {
    BOOST_TEST((error_of("c102", boolean) == Errc::malformed));
    BOOST_TEST((error_of("c100", boolean) == Errc::non_canonical));
    BOOST_TEST((error_of("c3820100", boolean) == Errc::malformed));
    BOOST_TEST((error_of("c1c0", boolean) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_string_above_its_limit_is_refused) {
    BOOST_TEST(!error_of("c483616263", string_of_3));
    BOOST_TEST((error_of("c58461626364", string_of_3) == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(fixed_values_of_another_size_are_refused) {
    BOOST_TEST((error_of("c3820102", fixed_3) == Errc::malformed));
    BOOST_TEST((error_of("c58401020304", fixed_3) == Errc::malformed));
    BOOST_TEST((error_of("c180", fixed_3) == Errc::malformed));
    BOOST_TEST((error_of("c3820102", optional_3) == Errc::malformed));
    BOOST_TEST(!error_of("c180", optional_3));
}

BOOST_AUTO_TEST_CASE(a_list_in_the_place_of_a_string_is_refused) {
    for (const auto& read : {u64, u256, boolean, string_of_3, fixed_3, optional_3}) {
        BOOST_TEST((error_of("c1c0", read) == Errc::malformed));
        BOOST_TEST((error_of("c4c3010203", read) == Errc::malformed));
    }
}

BOOST_AUTO_TEST_CASE(a_string_in_the_place_of_a_list_is_refused) {
    BOOST_TEST((error_of("c180", list) == Errc::malformed));
    BOOST_TEST((error_of("c105", list) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(an_item_too_few_is_refused) {
    for (const auto& read : {any, u64, u256, boolean, string_of_3, fixed_3, optional_3, list})
        BOOST_TEST((error_of("c0", read) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_lists_in_each_other_are_skipped_in_one_step) {
    const Bytes input = nested(100'000);
    Reader in{input};
    in.skip();
    BOOST_TEST(in.finish().has_value());
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_lists_in_each_other_are_walked_without_recursion) {
    constexpr std::size_t depth = 100'000;
    const Bytes input = nested(depth);

    std::size_t walked = 0;
    for (BytesView rest{input}; !rest.empty(); ++walked) {
        const Result<Item> item = first(rest);
        BOOST_REQUIRE((item && item->is_list && rest.empty()));
        rest = item->payload;
    }

    BOOST_TEST(walked == depth);
}

BOOST_AUTO_TEST_CASE(a_million_small_items_are_refused_by_their_count_at_once) {
    Bytes input = hex("fa0f4240");
    input.resize(input.size() + 1'000'000, 0x01);
    Reader in{input};

    BOOST_TEST(in.count(1024) == 0U);

    BOOST_TEST((in.finish().error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_SUITE_END()
