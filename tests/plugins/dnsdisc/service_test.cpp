#include <boost/test/unit_test.hpp>

#include <optional>
#include <set>

#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>
#include <kit/enr/eth_entry.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>
#include <plugins/dnsdisc/service.hpp>
#include <test_host/test_host.hpp>

#include "tree_maker.hpp"

using namespace plexus;
using namespace plexus::dnsdisc;
using namespace std::chrono_literals;

namespace dnsdisc_service {
namespace {

struct Fixture {
    ~Fixture() {
        if (!service) return;
        scope.cancel();
        loop.run(scope.join());
    }

    void begin(const std::vector<std::string>& urls) {
        Parameters parameters;
        for (const std::string& url : urls) parameters.lists.push_back(parse_link(url).value());
        sequences.emplace(host.runtime(), host.data_dir() / "dns-lists.txt", parameters.lists,
                          host.logger());
        const Service::Context around{resolver,       *sequences,    profile,
                                      host.metrics(), host.logger(), [] { return chain::Head{}; }};
        service.emplace(loop.executor(), around, std::move(parameters));
        scope.spawn("service", service->run());
    }

    void begin(const testing::TreeMaker& published) {
        publish(published);
        begin({published.url()});
    }

    void publish(const testing::TreeMaker& published) {
        for (const auto& [name, texts] : published.zone) resolver.zone[name] = texts;
    }

    Bytes our_chain() const { return enr::encode_eth_entry(profile.fork); }

    std::string node(std::uint8_t number, const std::string& address = {}) const {
        const std::string usual = "8.8.8." + std::to_string(number);
        const Bytes entry = our_chain();
        return testing::record_text(number, address.empty() ? usual : address, entry);
    }

    std::string nodes_of(testing::TreeMaker& tree, std::uint8_t first, std::uint8_t last) {
        std::vector<std::string> children;
        for (std::uint8_t i = first; i <= last; ++i) children.push_back(tree.add(node(i)));
        return tree.branch(children);
    }

    /// The nodes that come within a time.
    std::set<std::string> found_within(Duration time) {
        std::set<std::string> found;
        const SteadyTime end = loop.clock().now() + time;
        while (loop.clock().now() < end) {
            auto next = service->next();
            const Result<net::Node> node =
                loop.run(within(end - loop.clock().now(), std::move(next)));
            if (node) found.insert(node->enode());
        }
        return found;
    }

    testing::Loop loop;
    testing::LogCapture log;
    testing::TestHost host{loop.executor(), "dnsdisc"};
    testing::FakeProfile profile;
    testing::FakeResolver resolver;
    testing::TreeMaker maker{"nodes.test", 200};
    std::optional<Sequences> sequences;
    std::optional<Service> service;
    TaskScope scope{loop.executor()};
};

}  // namespace
}  // namespace dnsdisc_service

BOOST_FIXTURE_TEST_SUITE(dnsdisc_service, Fixture)

BOOST_AUTO_TEST_CASE(all_nodes_of_a_list_come) {
    maker.sign(1, nodes_of(maker, 1, 20), maker.branch({}));
    begin(maker);

    BOOST_TEST(found_within(20s).size() == 20U);
    BOOST_TEST(log.count("node list read") == 1U);
}

BOOST_AUTO_TEST_CASE(the_rate_of_lookups_is_kept_also_from_the_cache) {
    maker.sign(1, nodes_of(maker, 1, 40), maker.branch({}));
    begin(maker);
    BOOST_TEST(found_within(9s).size() < 38U);  // burst and 3 a second
    BOOST_TEST(resolver.lookups <= 10U + 27U);
    found_within(5min);

    // Root, links, branch, 40 nodes: whatever else was read came from the cache.
    BOOST_TEST(resolver.lookups == 43U);
}

BOOST_AUTO_TEST_CASE(nothing_is_looked_up_while_no_candidate_is_wanted) {
    maker.sign(1, nodes_of(maker, 1, 60), maker.branch({}));
    begin(maker);
    loop.advance(10min);

    BOOST_TEST(resolver.lookups < 30U);
}

BOOST_AUTO_TEST_CASE(lists_that_link_to_each_other_are_each_read_once) {
    testing::TreeMaker other{"more.test", 201};
    maker.sign(1, nodes_of(maker, 1, 3), maker.add(other.url()));
    other.sign(1, nodes_of(other, 3, 5), other.add(maker.url()));
    publish(other);
    begin(maker);

    BOOST_TEST(found_within(20s).size() == 5U);
    BOOST_TEST(log.count("node list read") == 2U);
}

BOOST_AUTO_TEST_CASE(a_list_that_is_no_longer_linked_to_is_dropped) {
    testing::TreeMaker other{"more.test", 201};
    maker.sign(1, nodes_of(maker, 1, 3), maker.add(other.url()));
    other.sign(1, nodes_of(other, 4, 5), other.branch({}));
    publish(other);
    begin(maker);
    found_within(20s);
    maker.sign(2, nodes_of(maker, 1, 3), maker.branch({}));
    publish(maker);
    found_within(31min);

    BOOST_TEST(found_within(2min).size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_wrongly_signed_list_is_named_once_and_costs_little) {
    const testing::TreeMaker claimed{"nodes.test", 201};
    maker.sign(1, nodes_of(maker, 1, 3), maker.branch({}));
    publish(maker);
    begin({claimed.url()});

    BOOST_TEST(found_within(10min).empty());
    BOOST_TEST(log.count("the root is not signed by the key of the list") == 1U);
    BOOST_TEST(resolver.lookups <= 61U);  // one each ten seconds
}

BOOST_AUTO_TEST_CASE(a_replayed_root_is_named_once_and_not_used) {
    maker.sign(3, nodes_of(maker, 1, 3), maker.branch({}));
    testing::TreeMaker newer = maker;
    newer.sign(7, nodes_of(newer, 4, 6), newer.branch({}));
    begin(newer);
    BOOST_TEST(found_within(20s).size() == 3U);
    publish(maker);
    found_within(31min);

    BOOST_TEST(log.count("its sequence number is 3, and was 7") == 1U);
    const std::set<std::string> later = found_within(2min);
    BOOST_TEST(later.size() == 3U);
    BOOST_TEST(later.begin()->find("8.8.8.1:") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(branches_that_name_the_same_children_are_named_and_read_once) {
    std::string entry = maker.add(node(1));
    for (int level = 0; level < 6; ++level) {
        entry = maker.branch(std::vector<std::string>(13, entry));
    }
    maker.sign(1, entry, maker.branch({}));
    begin(maker);

    BOOST_TEST(found_within(1min).size() == 1U);
    BOOST_TEST(resolver.lookups == 9U);
    BOOST_TEST(log.count("72 repeated") == 1U);
}

BOOST_AUTO_TEST_CASE(a_list_that_is_too_deep_is_named_and_read_down_to_the_limit) {
    std::string entry = maker.add(node(1));
    for (unsigned level = 0; level <= max_depth; ++level) entry = maker.branch({entry});
    maker.sign(1, maker.branch({entry, maker.add(node(2))}), maker.branch({}));
    begin(maker);

    BOOST_TEST(found_within(1min).size() == 1U);
    BOOST_TEST(log.count("1 too deep") == 1U);
}

BOOST_AUTO_TEST_CASE(a_list_of_names_that_do_not_exist_is_left_after_a_hundred) {
    std::vector<std::string> branches;
    for (unsigned i = 0; i < 60; ++i) {
        std::vector<std::string> children;
        for (unsigned j = 0; j < 60; ++j) {
            testing::TreeMaker nowhere{"nowhere.test", 1};
            children.push_back(nowhere.add("enr:" + std::to_string(i * 60 + j)));
        }
        branches.push_back(maker.branch(children));
    }
    maker.sign(1, maker.branch(branches), maker.branch({}));
    begin(maker);

    BOOST_TEST(found_within(25min).empty());
    BOOST_TEST(log.count("100 unresolved") == 1U);
    BOOST_TEST(resolver.lookups < 400U);  // the root is fetched along with what fails
}

BOOST_AUTO_TEST_CASE(a_missing_entry_is_left_out_and_tried_again_later) {
    const std::string absent = node(9);
    testing::TreeMaker whole = maker;
    const std::string missing = whole.add(absent);
    maker.sign(1, maker.branch({maker.add(node(1)), missing}), maker.branch({}));
    begin(maker);
    BOOST_TEST(found_within(5min).size() == 1U);
    const std::size_t before = resolver.lookups;
    found_within(5min);
    BOOST_TEST(resolver.lookups == before);
    publish(whole);
    publish(maker);

    BOOST_TEST(found_within(31min).size() == 2U);
    BOOST_TEST(log.count("1 unresolved") == 1U);
}

BOOST_AUTO_TEST_CASE(an_empty_list_waits_for_its_next_root) {
    maker.sign(1, maker.branch({}), maker.branch({}));
    begin(maker);
    BOOST_TEST(found_within(29min).empty());
    BOOST_TEST(resolver.lookups == 2U);  // one empty branch serves both
    maker.sign(2, nodes_of(maker, 1, 2), maker.branch({}));
    publish(maker);

    BOOST_TEST(found_within(2min).size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_resolver_that_does_not_respond_is_waited_for_five_seconds) {
    resolver.silent = true;
    begin({maker.url()});

    BOOST_TEST(found_within(1min).empty());
    BOOST_TEST(resolver.lookups <= 5U);  // five seconds, and a pause of ten
    BOOST_TEST(log.count("node list refused") == 1U);
}

BOOST_AUTO_TEST_CASE(local_addresses_and_other_chains_are_not_dialled) {
    const Bytes other = enr::encode_eth_entry({.hash = {{9, 9, 9, 9}}, .next = 0});
    const std::vector<std::string> children{maker.add(node(1)), maker.add(node(2, "127.0.0.1")),
                                            maker.add(node(3, "10.0.0.1")),
                                            maker.add(testing::record_text(4, "8.8.8.4", other)),
                                            maker.add(testing::record_text(5, "8.8.8.5", {}))};
    maker.sign(1, maker.branch(children), maker.branch({}));
    begin(maker);

    BOOST_TEST(found_within(1min).size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_end_is_told_to_those_who_wait) {
    begin({maker.url()});
    loop.settle();
    scope.cancel();
    loop.run(scope.join());

    BOOST_CHECK(loop.run(service->next()).error() == Errc::closed);
}

BOOST_AUTO_TEST_SUITE_END()
