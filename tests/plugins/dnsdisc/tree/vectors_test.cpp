#include <boost/test/unit_test.hpp>

#include <set>

#include <kit/crypto/keccak.hpp>
#include <plugins/dnsdisc/tree/walk.hpp>
#include <tests/vectors/vectors.hpp>

#include <tests/plugins/dnsdisc/tree_maker.hpp>

using namespace plexus;
using namespace plexus::dnsdisc;

BOOST_AUTO_TEST_SUITE(dnsdisc_vectors)

namespace {

/// One list without those that it links to, read until nothing is left.
struct Reading {
    std::set<std::string> nodes{};
    std::set<std::string> links{};
    std::uint64_t sequence = 0;
    std::size_t lookups = 0;
};

testing::Zone zone_of(const boost::json::value& test) {
    testing::Zone zone;
    for (const auto& [name, texts] : test.at("txt").as_object()) {
        for (const auto& text : texts.as_array()) {
            zone[std::string{name}].emplace_back(text.as_string());
        }
    }
    return zone;
}

void read_subtree(Walk walk, testing::Zone& zone, const std::string& domain, Reading& reading) {
    while (!walk.done()) {
        const Walk::Step step = walk.next(reading.lookups);
        ++reading.lookups;
        const auto text = select_text(step.hash, zone[step.hash + '.' + domain]);
        if (!text) {
            walk.fail(step, Fault::unresolved);
            continue;
        }
        const auto leaf = walk.take(step, *text);
        if (!leaf) continue;
        if (const auto* link = std::get_if<Link>(&*leaf)) {
            reading.links.insert(link->text);
        } else {
            const net::NodeId id = std::get<enr::Record>(*leaf).id();
            reading.nodes.insert(to_hex(crypto::keccak256(BytesView{id.bytes})));
        }
    }
}

Reading read_list(const boost::json::value& test) {
    Reading reading;
    testing::Zone zone = zone_of(test);
    const Link link = parse_link(test.at("url").as_string()).value();
    const Result<Root> root = newest_root(zone[link.domain], link.key);
    if (!root) return reading;
    ++reading.lookups;
    reading.sequence = root->sequence;
    read_subtree(Walk{Subtree::links, root->links}, zone, link.domain, reading);
    read_subtree(Walk{Subtree::nodes, root->nodes}, zone, link.domain, reading);
    return reading;
}

std::set<std::string> texts_of(const boost::json::value* list) {
    std::set<std::string> texts;
    if (list == nullptr || !list->is_array()) return texts;
    for (const auto& text : list->as_array()) texts.emplace(text.as_string());
    return texts;
}

std::string name_of(const boost::json::value& test) {
    return std::string{test.at("name").as_string()};
}

/// Where we are stricter or more patient than go-ethereum; the vectors call both good.
std::size_t expected_nodes(const boost::json::value& test) {
    if (name_of(test) == "two roots, the first badly signed") return 3;
    if (name_of(test) == "root: text behind the signature") return 0;
    if (name_of(test) == "node in the tree of links") return 1;  // that of the other subtree
    return boost::json::value_to<std::size_t>(test.at("geth_iterator_distinct_nodes"));
}

}  // namespace

BOOST_AUTO_TEST_CASE(urls_are_read_as_by_go_ethereum) {
    const boost::json::value vectors = testing::vectors("eip1459");
    for (const auto& test : vectors.at("urls").as_array()) {
        const std::string url{test.at("url").as_string()};
        BOOST_TEST_CONTEXT(url) {
            const Result<Link> link = parse_link(url);
            // go-ethereum takes any text for a domain; a second @ can be in no name.
            const bool good = test.as_object().contains("domain") && !url.ends_with("@x");
            BOOST_TEST(link.has_value() == good);
            if (!link || !good) continue;
            BOOST_TEST(link->domain == test.at("domain").as_string());
            BOOST_CHECK(crypto::compress(link->key).value() ==
                        testing::fixed_at<33>(test, "/public_key"));
        }
    }
}

BOOST_AUTO_TEST_CASE(trees_are_read_as_by_go_ethereum) {
    const boost::json::value vectors = testing::vectors("eip1459");
    std::size_t compared = 0;
    for (const auto& test : vectors.at("cases").as_array()) {
        BOOST_TEST_CONTEXT(name_of(test)) {
            const Reading reading = read_list(test);
            const boost::json::value* sync = test.as_object().if_contains("geth_sync");
            const std::size_t expected = expected_nodes(test);
            if (sync == nullptr || expected == 0) {
                BOOST_TEST(reading.nodes.size() == expected);
                continue;
            }
            ++compared;
            BOOST_CHECK(reading.nodes == texts_of(sync->as_object().if_contains("nodes")));
            BOOST_CHECK(reading.links == texts_of(sync->as_object().if_contains("links")));
            BOOST_TEST(reading.sequence == boost::json::value_to<std::uint64_t>(sync->at("seq")));
            BOOST_TEST(reading.lookups == boost::json::value_to<std::size_t>(sync->at("lookups")));
        }
    }
    BOOST_TEST(compared > 8U);
}

BOOST_AUTO_TEST_CASE(branches_that_multiply_are_walked_once) {
    const boost::json::value vectors = testing::vectors("eip1459");
    for (const auto& test : vectors.at("cases").as_array()) {
        if (!name_of(test).starts_with("branches that multiply")) continue;
        const Reading reading = read_list(test);
        BOOST_TEST(reading.nodes.size() == 1U);
        BOOST_TEST(reading.lookups == 9U);  // root, links, six branches, one record
        return;
    }
    BOOST_FAIL("no such case");
}

BOOST_AUTO_TEST_SUITE_END()
