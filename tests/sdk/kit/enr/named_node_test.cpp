#include <kit/enr/named_node.hpp>

#include <boost/test/unit_test.hpp>

using namespace plexus;

namespace {

const std::string scheme = "enode://" + std::string(128, 'a');

std::string written_again(const std::string& rest) {
    const Result<enr::NamedNode> named = enr::parse_named_node(scheme + rest);
    return named ? named->enode().substr(scheme.size()) : "refused";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(named_node)

BOOST_AUTO_TEST_CASE(an_enode_may_name_its_host) {
    const enr::NamedNode named =
        enr::parse_named_node(scheme + "@node-1.example.org:1?discport=2").value();

    BOOST_TEST(named.host == "node-1.example.org");
    BOOST_TEST(named.node.endpoints().empty());
    BOOST_TEST(named.node.endpoint().tcp_port == 1);
    BOOST_TEST(named.node.endpoint().udp_port == 2);
}

BOOST_AUTO_TEST_CASE(it_is_written_as_it_was_read) {
    for (const char* rest : {"@node-1.example.org:1?discport=2", "@localhost:1", "@52.1.1.1:30311",
                             "@a.:5", "@[2001:db8::1]:30311?discport=0"}) {
        BOOST_TEST(written_again(rest) == rest);
    }
    BOOST_TEST(enr::parse_named_node(scheme + "@52.1.1.1:1").value().host.empty());
}

BOOST_AUTO_TEST_CASE(what_names_no_host_is_refused) {
    for (const char* rest : {"@:1", "@a..b:1", "@-a:1", "@a-:1", "@a b:1", "@300.1.1.1:1",
                             "@52.1.1:1", "@a", "@a:", "@a:65536", "@[a]:1"}) {
        BOOST_TEST(written_again(rest) == "refused", rest);
    }
    BOOST_TEST(written_again('@' + std::string(64, 'a') + ":1") == "refused");
    BOOST_TEST(enr::parse_named_node("enr:abc").has_error());
}

BOOST_AUTO_TEST_SUITE_END()
