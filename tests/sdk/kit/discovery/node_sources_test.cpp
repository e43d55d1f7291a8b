#include <kit/discovery/node_sources.hpp>

#include <boost/test/unit_test.hpp>

using namespace plexus;

namespace sources {
namespace {

struct Fixture {
    void name(std::uint8_t number, const char* source) {
        id.bytes[0] = number;
        sources.note(id, asio::ip::make_address(source));
    }
    std::string source(std::uint8_t number) {
        id.bytes[0] = number;
        return sources.source("discv4", id);
    }

    net::NodeId id{};
    discovery::NodeSources sources;
};

}  // namespace
}  // namespace sources

BOOST_FIXTURE_TEST_SUITE(sources, Fixture)

BOOST_AUTO_TEST_CASE(the_network_of_the_first_teller_is_the_source) {
    name(1, "203.7.7.7");
    name(1, "99.1.1.1");
    name(2, "2a01:4f8:1::5");
    name(3, "::ffff:99.1.1.1");

    BOOST_TEST(source(1) == "discv4@203.7.0.0/16");
    BOOST_TEST(source(2) == "discv4@2a01:4f8::/32");
    BOOST_TEST(source(3) == "discv4@99.1.0.0/16");
}

BOOST_AUTO_TEST_CASE(a_node_that_nobody_named_has_the_protocol_for_its_source) {
    BOOST_TEST(source(1) == "discv4");
}

BOOST_AUTO_TEST_SUITE_END()
