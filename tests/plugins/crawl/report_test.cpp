#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_profile.hpp>
#include <plugins/crawl/report.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace report {
namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

struct Fixture {
    testing::FakeLocalNode local{1, asio::ip::make_address("77.1.1.1")};
    testing::FakeProfile chain;
    crawl::FoundNodes nodes;

    Fixture() {
        chain.network = 56;
        add(local.node(), 30ms).record = local.record().value();
    }

    crawl::Found& add(const net::Node& node, Duration latency) {
        crawl::Found& found = nodes[node.id];
        found.node = node;
        found.first_response = found.last_response = found.last_check = WallTime{} + 1'795'722'733s;
        found.latency = latency;
        found.probe.emplace();
        found.probe->client = "Geth/v1.17.10";
        found.probe->capabilities = {{"eth", 68}, {"snap", 1}};
        found.probe->status.emplace();
        found.probe->status->network_id = chain.network_id();
        found.probe->status->genesis = chain.genesis().hash;
        found.probe->status->fork_id = chain.fork;
        return found;
    }

    static net::Node other(std::uint8_t number) {
        net::Node node;
        node.id.bytes[0] = number;
        node.set({asio::ip::make_address("77.1.1." + std::to_string(number)), 30303, 30303});
        return node;
    }
};

}  // namespace
}  // namespace report

BOOST_FIXTURE_TEST_SUITE(report, Fixture)

BOOST_AUTO_TEST_CASE(the_nodes_are_written_as_go_ethereum_does) {
    const boost::json::value whole = boost::json::parse(crawl::nodes_json(nodes));

    const boost::json::object& entry = whole.as_object().begin()->value().as_object();
    BOOST_TEST(entry.at("record").as_string().starts_with("enr:"));
    BOOST_TEST(entry.at("seq").to_number<std::uint64_t>() == local.record().value()->sequence);
    BOOST_TEST(entry.at("firstResponse").as_string() == "2026-11-26T19:52:13Z");
    BOOST_TEST(entry.at("score").as_int64() == 1);
    BOOST_TEST(entry.at("plexus").as_object().at("client").as_string() == "Geth/v1.17.10");
    BOOST_TEST(whole.as_object().begin()->key().size() == 64U);
}

BOOST_AUTO_TEST_CASE(a_node_without_record_is_written_as_enode_and_a_silent_one_not_at_all) {
    add(other(2), 10ms);
    nodes[other(3).id].node = other(3);

    const std::string text = crawl::nodes_json(nodes);

    BOOST_TEST(boost::json::parse(text).as_object().size() == 2U);
    BOOST_TEST(contains(text, "\"record\": \"enode://02"));
    BOOST_TEST(!contains(crawl::nodes_csv(nodes), "77.1.1.3"));
}

BOOST_AUTO_TEST_CASE(what_a_node_says_cannot_harm_a_terminal_or_a_spreadsheet) {
    nodes.begin()->second.probe->client = "=1+1,\"x\"\n\x1b[2J";

    const std::string csv = crawl::nodes_csv(nodes);

    BOOST_TEST(contains(csv, R"(,"'=1+1,""x""\x0a\x1b[2J",eth/68 snap/1,56,)"));
    BOOST_TEST(std::count(csv.begin(), csv.end(), '\n') == 2);
}

BOOST_AUTO_TEST_CASE(the_nearest_nodes_of_the_chain_come_first) {
    add(other(2), 10ms).probe->status->fork_id.next = 7;  // it knows a fork that we do not
    add(other(3), 5ms).probe->status->network_id = 1;
    add(other(4), 1ms).probe->status.reset();
    add(other(5), 1ms).probe->status->genesis.bytes[0] ^= 1;
    add(other(6), 1ms).probe->status->fork_id.hash.bytes[0] ^= 1;  // as Ethereum Classic

    const std::string list = crawl::nearest_nodes(nodes, chain);

    BOOST_TEST(list == "static-peers = " + other(2).enode() + ',' + local.node().enode() + '\n');
    chain.network = 97;
    BOOST_TEST(crawl::nearest_nodes(nodes, chain).empty());
}

BOOST_AUTO_TEST_SUITE_END()
