#include <boost/test/unit_test.hpp>

#include <fstream>

#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>
#include <plugins/dnsdisc/limits.hpp>
#include <plugins/dnsdisc/sequences.hpp>
#include <test_host/test_host.hpp>

#include "tree_maker.hpp"

using namespace plexus;
using namespace plexus::dnsdisc;

namespace dnsdisc_sequences {
namespace {

Link link_of(std::uint8_t seed) {
    return parse_link(testing::TreeMaker{"nodes.test", seed}.url()).value();
}

struct Fixture {
    testing::Loop loop;
    testing::TestHost host{loop.executor(), "dnsdisc"};
    testing::LogCapture log;
    std::filesystem::path file = host.data_dir() / "dns-lists.txt";

    Sequences make() { return Sequences{host.runtime(), file, {link_of(1)}, host.logger()}; }
};

}  // namespace
}  // namespace dnsdisc_sequences

BOOST_FIXTURE_TEST_SUITE(dnsdisc_sequences, Fixture)

BOOST_AUTO_TEST_CASE(the_highest_number_survives_a_restart) {
    Sequences first = make();
    loop.run(first.load());
    loop.run(first.raise(link_of(1), 7));
    loop.run(first.raise(link_of(1), 5));
    Sequences second = make();
    loop.run(second.load());

    BOOST_TEST(second.highest(link_of(1)) == 7U);
    BOOST_TEST(second.highest(link_of(2)) == 0U);
}

BOOST_AUTO_TEST_CASE(other_lists_do_not_displace_a_list_of_the_options) {
    Sequences sequences = make();
    for (unsigned seed = 1; seed <= max_sequences + 20; ++seed) {
        loop.run(sequences.raise(link_of(static_cast<std::uint8_t>(seed)), seed));
    }

    BOOST_TEST(sequences.highest(link_of(1)) == 1U);
}

BOOST_AUTO_TEST_CASE(a_file_that_makes_no_sense_is_told_and_left_out) {
    std::ofstream{file} << "something else\n";
    Sequences sequences = make();
    loop.run(sequences.load());

    BOOST_TEST(sequences.highest(link_of(1)) == 0U);
    BOOST_TEST(log.count("cannot be read") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
