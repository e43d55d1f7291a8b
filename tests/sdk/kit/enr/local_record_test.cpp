#include <kit/enr/local_record.hpp>

#include <boost/test/unit_test.hpp>
#include <chrono>

#include <kit/crypto/secp256k1.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    crypto::SecretKey key = crypto::SecretKey::generate();
    net::NodeId id = crypto::public_key(key);
    int signatures = 0;
    int told = 0;
    WallTime now{1'700'000'000s};
    net::Node endpoints{id, {asio::ip::make_address("52.1.1.1"), 30311, 30312}};
    enr::LocalRecord record = make();

    enr::LocalRecord make() {
        const auto sign = [this](const Hash256& digest) {
            ++signatures;
            return Result<FixedBytes<65>>(crypto::sign(key, digest));
        };
        return {id, sign, [this](const enr::Record&) { ++told; }};
    }

    net::NodeRecordPtr read() { return record.read(endpoints, now).value(); }
    std::uint64_t sequence() { return read()->sequence; }
    std::optional<std::string> entry(const char* name) {
        const enr::Record whole(*read());
        const std::optional<BytesView> value = whole.value(name);
        return value ? std::optional{to_hex(*value)} : std::nullopt;
    }
};

net::LocalNode::EntryValue constant(std::uint8_t byte) {
    return [byte] { return std::optional{Bytes{byte}}; };
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(local_record, Fixture)

BOOST_AUTO_TEST_CASE(it_is_signed_when_it_is_read_and_not_before) {
    const auto handle = record.add("eth", constant(7));
    BOOST_TEST(signatures == 0);

    const net::NodeRecordPtr first = read();

    BOOST_TEST((read() == first));
    BOOST_TEST(signatures == 1);
    BOOST_TEST(told == 1);
    BOOST_TEST((first->id == id));
    BOOST_TEST((first->ip4 == endpoints.ip4));
    BOOST_TEST(!first->ip6.known());
    BOOST_TEST(*entry("eth") == "07");
}

BOOST_AUTO_TEST_CASE(its_number_is_the_time_and_rises_only_with_a_change) {
    BOOST_TEST(sequence() == 1'700'000'000'000U);
    now += 1h;
    BOOST_TEST(sequence() == 1'700'000'000'000U);

    endpoints.ip4.tcp_port = 1;
    BOOST_TEST(sequence() == 1'700'003'600'000U);
    endpoints.ip4.tcp_port = 2;
    BOOST_TEST(sequence() == 1'700'003'600'001U);
}

BOOST_AUTO_TEST_CASE(a_clock_that_was_set_back_does_not_lower_the_number) {
    const std::uint64_t first = sequence();
    now -= 24h;
    endpoints.ip4.tcp_port = 1;

    BOOST_TEST(sequence() == first + 1);
}

BOOST_AUTO_TEST_CASE(an_entry_is_as_it_is_when_the_record_is_read) {
    std::optional<Bytes> value = Bytes{1};
    const auto handle = record.add("eth", [&] { return value; });
    BOOST_TEST(*entry("eth") == "01");

    value = Bytes{2};
    BOOST_TEST(*entry("eth") == "02");

    value.reset();
    BOOST_TEST(!entry("eth"));
}

BOOST_AUTO_TEST_CASE(an_entry_goes_with_its_handle) {
    auto handle = record.add("eth", constant(1));
    BOOST_TEST(*entry("eth") == "01");

    handle.reset();

    BOOST_TEST(!entry("eth"));
}

BOOST_AUTO_TEST_CASE(of_equal_keys_the_first_that_is_there_counts) {
    auto first = record.add("eth", constant(1));
    const auto second = record.add("eth", constant(2));
    BOOST_TEST(*entry("eth") == "01");

    first.reset();

    BOOST_TEST(*entry("eth") == "02");
}

BOOST_AUTO_TEST_CASE(a_handle_may_outlive_the_record) {
    std::shared_ptr<void> handle;
    {
        enr::LocalRecord other = make();
        handle = other.add("eth", constant(1));
    }
    handle.reset();
}

BOOST_AUTO_TEST_CASE(the_record_of_an_earlier_run_stays_while_nothing_has_changed) {
    const enr::Record last(*read());
    enr::LocalRecord again = make();
    signatures = told = 0;
    again.restore(last);
    now += 1h;

    BOOST_TEST(again.read(endpoints, now).value()->sequence == last.sequence());
    BOOST_TEST(signatures == 0);
    BOOST_TEST(told == 0);

    endpoints.ip4.udp_port = 5;
    BOOST_TEST(again.read(endpoints, now).value()->sequence > last.sequence());
}

BOOST_AUTO_TEST_CASE(what_makes_the_record_too_large_is_an_error_until_it_goes) {
    auto handle = record.add("big", [] {
        Bytes item{0xb9, 0x01, 0x00};  // a string of 256 bytes
        item.resize(3 + 256, 1);
        return std::optional{item};
    });
    BOOST_TEST(record.read(endpoints, now).has_error());

    handle.reset();

    BOOST_TEST(record.read(endpoints, now).has_value());
}

BOOST_AUTO_TEST_CASE(both_families_are_told_and_equal_ports_once) {
    endpoints.ip6 = {asio::ip::make_address("2001:db8::1"), 30311, 4};

    const net::NodeRecordPtr made = read();

    BOOST_TEST((made->ip4 == endpoints.ip4));
    BOOST_TEST((made->ip6 == endpoints.ip6));
    BOOST_TEST(!entry("tcp6"));
    BOOST_TEST(*entry("udp6") == "04");
}

BOOST_AUTO_TEST_SUITE_END()
