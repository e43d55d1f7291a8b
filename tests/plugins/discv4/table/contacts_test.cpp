#include <boost/test/unit_test.hpp>

#include <plugins/discv4/table/contacts.hpp>

using namespace plexus;
using namespace plexus::discv4;
using namespace std::chrono_literals;

namespace {

const SteadyTime noon = SteadyTime{} + 1000h;
const auto here = asio::ip::make_address("52.1.1.1");
const auto there = asio::ip::make_address("52.1.1.2");

net::NodeId id_of(std::uint16_t number) {
    net::NodeId id;
    id.bytes[0] = static_cast<std::uint8_t>(number >> 8);
    id.bytes[1] = static_cast<std::uint8_t>(number);
    return id;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contacts)

BOOST_AUTO_TEST_CASE(a_proof_holds_for_one_id_at_one_address) {
    Contacts contacts;
    contacts.prove(id_of(1), here, noon);

    BOOST_TEST(contacts.is_proved(id_of(1), here, noon));
    BOOST_TEST(!contacts.is_proved(id_of(1), there, noon));
    BOOST_TEST(!contacts.is_proved(id_of(2), here, noon));
}

BOOST_AUTO_TEST_CASE(a_proof_holds_for_24_hours) {
    Contacts contacts;
    contacts.prove(id_of(1), here, noon);

    BOOST_TEST(contacts.is_proved(id_of(1), here, noon + 24h - 1s));
    BOOST_TEST(!contacts.is_proved(id_of(1), here, noon + 24h));
}

BOOST_AUTO_TEST_CASE(a_ping_of_the_unproved_is_not_remembered) {
    Contacts contacts;
    contacts.pinged_us(id_of(1), here, noon);

    BOOST_TEST(contacts.size() == 0U);
    BOOST_TEST(!contacts.knows_us(id_of(1), here, noon));
}

BOOST_AUTO_TEST_CASE(who_pinged_us_knows_us_for_24_hours) {
    Contacts contacts;
    contacts.prove(id_of(1), here, noon);
    BOOST_TEST(!contacts.knows_us(id_of(1), here, noon));
    contacts.pinged_us(id_of(1), here, noon);

    BOOST_TEST(contacts.knows_us(id_of(1), here, noon + 23h));
    BOOST_TEST(!contacts.knows_us(id_of(1), here, noon + 24h));
}

BOOST_AUTO_TEST_CASE(more_than_five_failures_in_a_row_raise_doubt) {
    Contacts contacts;
    contacts.prove(id_of(1), here, noon);
    contacts.pinged_us(id_of(1), here, noon);
    for (int request = 0; request < 5; ++request) contacts.failed(id_of(1), here);
    BOOST_TEST(contacts.knows_us(id_of(1), here, noon));

    BOOST_TEST(contacts.failed(id_of(1), here) == 6U);
    BOOST_TEST(!contacts.knows_us(id_of(1), here, noon));

    contacts.pinged_us(id_of(1), here, noon);
    BOOST_TEST(contacts.knows_us(id_of(1), here, noon));
}

BOOST_AUTO_TEST_CASE(one_address_has_room_for_32_ids_and_the_oldest_goes) {
    Contacts contacts;
    for (std::uint16_t number = 0; number < 100; ++number) {
        contacts.prove(id_of(number), here, noon + std::chrono::seconds{number});
    }

    BOOST_TEST(contacts.size() == 32U);
    BOOST_TEST(contacts.is_proved(id_of(99), here, noon));
    BOOST_TEST(!contacts.is_proved(id_of(67), here, noon));
}

BOOST_AUTO_TEST_CASE(the_sum_of_all_is_bounded) {
    Contacts contacts;
    for (std::uint32_t address = 0; address < 10'500; ++address) {
        contacts.prove(id_of(1), asio::ip::address_v4{0x34000000U + address}, noon);
    }

    BOOST_TEST(contacts.size() == Contacts::max_contacts);
}

BOOST_AUTO_TEST_SUITE_END()
