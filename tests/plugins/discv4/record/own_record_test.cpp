#include <boost/test/unit_test.hpp>

#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/loop.hpp>
#include <plugins/discv4/record/fork_entry.hpp>
#include <plugins/discv4/record/own_record.hpp>

using namespace plexus;
using namespace plexus::discv4;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    testing::Loop loop;
    testing::FakeLocalNode self{1, asio::ip::make_address("52.1.1.1")};
    testing::FakeProfile chain;
    OwnRecord record{self, chain, [] { return chain::Head{}; }, loop.clock()};

    const enr::Record& current() { return *record.current().value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(own_record, Fixture)

BOOST_AUTO_TEST_CASE(it_says_where_we_are_and_on_which_chain) {
    self.set_tcp_port(30311);
    self.set_udp_port(30312);

    BOOST_TEST((current().id() == self.id()));
    BOOST_TEST(current().ip4().value().to_string() == "52.1.1.1");
    BOOST_TEST(current().tcp_port().value() == 30311);
    BOOST_TEST(current().udp_port().value() == 30312);
    BOOST_TEST(to_hex(current().value("eth").value()) == "c7c6841122334480");
}

BOOST_AUTO_TEST_CASE(its_number_is_the_time_and_stays_while_nothing_changes) {
    const std::uint64_t first = record.sequence();
    loop.advance(1h);

    BOOST_TEST(first == 1'700'000'000'000U);
    BOOST_TEST(record.sequence() == first);
}

BOOST_AUTO_TEST_CASE(its_number_rises_with_a_port_and_with_a_fork) {
    const std::uint64_t first = record.sequence();
    self.set_tcp_port(30311);
    const std::uint64_t second = record.sequence();
    chain.fork.next = 1'796'697'000;
    loop.advance(1h);
    const std::uint64_t third = record.sequence();

    BOOST_TEST(second == first + 1);
    BOOST_TEST(third == first + 3'600'000);
}

BOOST_AUTO_TEST_CASE(fork_entries_are_those_of_the_network) {
    const chain::ForkId mainnet{{{0xd3, 0x8c, 0xc2, 0x82}}, 1'796'697'000};
    const Bytes entry = encode_fork_entry(mainnet);

    BOOST_TEST(to_hex(entry) == "cbca84d38cc282846b176ba8");
    BOOST_TEST((decode_fork_entry(entry).value() == mainnet));
}

BOOST_AUTO_TEST_CASE(fork_entries_may_grow_but_not_break) {
    const auto decodes = [](const char* digits) {
        return decode_fork_entry(from_hex(digits).value()).has_value();
    };

    BOOST_TEST(decodes("c8c68411223344800a"));
    BOOST_TEST(
        decodes("c8c7841122334480"
                "0a"));
    BOOST_TEST(!decodes("c6841122334480"));
    BOOST_TEST(!decodes("c7c6841122334400"));
    BOOST_TEST(!decodes("c6c58311223380"));
    BOOST_TEST(!decodes("c0"));
    BOOST_TEST(!decodes("80"));
}

BOOST_AUTO_TEST_CASE(another_chain_is_told_by_its_entry) {
    BOOST_TEST(record.accepts(from_hex("c7c6841122334480").value()).has_value());
    BOOST_TEST(!record.accepts(from_hex("c7c6841122334580").value()).has_value());
    BOOST_TEST(!record.accepts(from_hex("c0").value()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
