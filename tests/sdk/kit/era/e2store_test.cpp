#include <boost/test/unit_test.hpp>

#include <kit/era/e2store.hpp>

using namespace plexus;

namespace {

auto decode(std::string_view hex) {
    return era::decode_record_header(fixed_from_hex<era::RecordHeader::size_bytes>(hex).value());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(e2store)

BOOST_AUTO_TEST_CASE(a_record_names_its_type_and_length_lowest_byte_first) {
    const auto version = decode("6532000000000000").value();
    const auto header = decode("0300040302010000").value();

    BOOST_TEST(version.type == era::record::version);
    BOOST_TEST(version.length == 0U);
    BOOST_TEST(header.type == era::record::header);
    BOOST_TEST(header.length == 0x01020304U);
}

BOOST_AUTO_TEST_CASE(reserved_bytes_must_be_zero) {
    BOOST_TEST((decode("0300040000000100").error() == Errc::malformed));
    BOOST_TEST((decode("0300040000000080").error() == Errc::malformed));
}

BOOST_AUTO_TEST_SUITE_END()
