#include <boost/test/unit_test.hpp>

#include <plugins/discv4/table/contacts.hpp>

using namespace plexus;
using namespace plexus::discv4;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(contacts)

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

/// Honest nodes all over the internet, some of each family.
void prove_honest(Contacts& contacts, std::uint32_t count) {
    for (std::uint32_t number = 0; number < count; ++number) {
        const asio::ip::address_v4 four{0x14000000U + (number << 16)};
        contacts.prove(id_of(1), four, noon);
    }
}

std::size_t honest_left(const Contacts& contacts, std::uint32_t count) {
    std::size_t left = 0;
    for (std::uint32_t number = 0; number < count; ++number) {
        const asio::ip::address_v4 four{0x14000000U + (number << 16)};
        left += contacts.is_proved(id_of(1), four, noon) ? 1 : 0;
    }
    return left;
}

/// An address of one /64, /48 or /32 of IPv6.
asio::ip::address v6_at(std::uint32_t low, unsigned first_byte) {
    asio::ip::address_v6::bytes_type bytes{0x2a, 0x01, 0x04, 0xf8};
    for (unsigned i = 0; i < 4; ++i) {
        bytes.at(first_byte + i) = static_cast<std::uint8_t>(low >> (24 - 8 * i));
    }
    return asio::ip::address_v6{bytes};
}

BOOST_AUTO_TEST_CASE(one_network_takes_no_more_than_its_share_and_evicts_itself) {
    Contacts contacts;
    prove_honest(contacts, 1000);
    for (std::uint32_t number = 0; number < 3000; ++number) {
        const auto later = noon + 1h + std::chrono::milliseconds{number};
        const auto id = id_of(static_cast<std::uint16_t>(number));
        contacts.prove(id, asio::ip::address_v4{0x34000000U + number % 512}, later);  // a /23
        contacts.prove(id, v6_at(number, 12), later);                                 // a /64
        contacts.prove(id, v6_at(number, 6), later);                                  // a /48
        contacts.prove(id, v6_at(number, 4), later);                                  // a /32
    }

    BOOST_TEST(honest_left(contacts, 1000) == 1000U);
    BOOST_TEST(contacts.size() <=
               1000 + 2 * Contacts::max_in_narrow_network + Contacts::max_in_wide_network);
}

BOOST_AUTO_TEST_CASE(when_all_places_are_taken_the_largest_network_gives_one_up) {
    Contacts contacts;
    prove_honest(contacts, 1000);
    for (std::uint32_t number = 0; number < 11'000; ++number) {
        const asio::ip::address_v4 four{0x60000000U + (number % 64 << 16) + (number / 64 << 4)};
        contacts.prove(id_of(2), four, noon + 1h);
    }

    BOOST_TEST(contacts.size() == Contacts::max_contacts);
    BOOST_TEST(honest_left(contacts, 1000) == 1000U);
}

BOOST_AUTO_TEST_CASE(the_sum_of_all_is_bounded) {
    Contacts contacts;
    for (std::uint32_t address = 0; address < 10'500; ++address) {
        contacts.prove(id_of(1), asio::ip::address_v4{0x34000000U + address * 4096}, noon);
    }

    BOOST_TEST(contacts.size() == Contacts::max_contacts);
}

BOOST_AUTO_TEST_SUITE_END()
