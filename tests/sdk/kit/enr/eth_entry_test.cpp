#include <kit/enr/eth_entry.hpp>

#include <boost/test/unit_test.hpp>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(eth_entry)

BOOST_AUTO_TEST_CASE(entries_are_those_of_the_network) {
    const chain::ForkId mainnet{{{0xd3, 0x8c, 0xc2, 0x82}}, 1'796'697'000};
    const Bytes entry = enr::encode_eth_entry(mainnet);

    BOOST_TEST(to_hex(entry) == "cbca84d38cc282846b176ba8");
    BOOST_TEST((enr::decode_eth_entry(entry).value() == mainnet));
}

BOOST_AUTO_TEST_CASE(entries_may_grow_but_not_break) {
    const auto decodes = [](const char* digits) {
        return enr::decode_eth_entry(from_hex(digits).value()).has_value();
    };

    BOOST_TEST(decodes("c8c68411223344800a"));
    BOOST_TEST(decodes("c8c78411223344800a"));
    BOOST_TEST(!decodes("c6841122334480"));
    BOOST_TEST(!decodes("c7c6841122334400"));
    BOOST_TEST(!decodes("c6c58311223380"));
    BOOST_TEST(!decodes("c0"));
    BOOST_TEST(!decodes("80"));
}

BOOST_AUTO_TEST_SUITE_END()
