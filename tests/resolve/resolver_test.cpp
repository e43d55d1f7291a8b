#include <resolve/resolver.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include <resolve/change.hpp>

#include "fake_plugins.hpp"

namespace {

using namespace plexus;
using namespace plexus::resolve;
using namespace plexus::resolve::test;

using Names = std::vector<std::string>;

/// The plugins of a BSC node, as architecture.md draws them.
struct BscNode {
    BscNode() {
        plugins.add("identity", {local_node}, {});
        plugins.add("bsc", {profile, overrides, capability}, {});
        plugins.add("devnet", {profile}, {});
        plugins.add("scoring", {scoring}, {});
        plugins.add("latency_scoring", {scoring}, {});
        plugins.add("nodestore", {node_store}, {});
        plugins.add("rlpx", {transport}, {requires_(local_node)});
        plugins.add("discv4", {discovery},
                    {requires_(local_node), requires_(profile), may_use(node_store)});
        plugins.add(
            "peers", {pool},
            {requires_(transport), requires_(local_node), requires_(scoring), requires_(profile),
             may_use(node_store), collects(capability), collects(discovery)});
        plugins.add("eth67", {capability}, {requires_(profile), may_use(overrides)});
        plugins.add("logger", {handler}, {requires_(pool)});
    }

    Resolution resolve(const Names& names) {
        return resolve::resolve({plugins.list(names), defaults, bindings}, plugins);
    }

    static constexpr ServiceKey local_node = single("local-node"), profile = single("profile"),
                                scoring = single("scoring-policy"),
                                node_store = single("node-store"), transport = single("transport"),
                                pool = single("pool"), overrides = single("overrides"),
                                capability = many("capability"), discovery = many("discovery"),
                                handler = many("handler");

    FakePlugins plugins;
    std::map<std::string, std::string> defaults{{"local-node", "identity"},
                                                {"transport", "rlpx"},
                                                {"scoring-policy", "scoring"},
                                                {"pool", "peers"}};
    std::map<std::string, std::string> bindings;
};

/// Any plugins, none of them defaults.
struct Bare {
    Resolution resolve(const Names& names) {
        return resolve::resolve({plugins.list(names), {}, bindings}, plugins);
    }

    FakePlugins plugins;
    std::map<std::string, std::string> bindings;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(resolver)

BOOST_FIXTURE_TEST_CASE(open_needs_are_filled_from_the_defaults_and_theirs_too, BscNode) {
    const Resolution result = resolve({"logger", "bsc"});

    BOOST_TEST(result.problems == Problems{}, boost::test_tools::per_element());
    BOOST_TEST(
        names_of(result.plan) == (Names{"bsc", "identity", "rlpx", "scoring", "peers", "logger"}),
        boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(the_same_list_in_any_order_gives_the_same_plan, BscNode) {
    Names list{"bsc", "discv4", "eth67", "logger"};
    const Names expected = names_of(resolve(list).plan);

    while (std::ranges::next_permutation(list).found) {
        BOOST_TEST(names_of(resolve(list).plan) == expected, boost::test_tools::per_element());
    }
}

BOOST_FIXTURE_TEST_CASE(a_listed_provider_beats_the_default, BscNode) {
    const Resolution result = resolve({"logger", "bsc", "latency_scoring"});

    const Names names = names_of(result.plan);
    BOOST_TEST(std::ranges::count(names, "latency_scoring") == 1);
    BOOST_TEST(std::ranges::count(names, "scoring") == 0);
}

BOOST_FIXTURE_TEST_CASE(an_optional_need_is_never_filled_from_the_defaults, BscNode) {
    defaults["node-store"] = "nodestore";

    const Names names = names_of(resolve({"discv4", "bsc"}).plan);

    BOOST_TEST(std::ranges::count(names, "nodestore") == 0);
}

BOOST_FIXTURE_TEST_CASE(an_optional_need_starts_after_its_provider_if_there_is_one, BscNode) {
    const Names names = names_of(resolve({"discv4", "bsc", "nodestore"}).plan);

    BOOST_TEST(names == (Names{"bsc", "identity", "nodestore", "discv4"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(collecting_does_not_order, Bare) {
    plugins.add("a", {single("x")}, {collects(many("y"))});
    plugins.add("b", {many("y")}, {requires_(single("x"))});

    const Resolution result = resolve({"b", "a"});

    BOOST_TEST(names_of(result.plan) == (Names{"a", "b"}), boost::test_tools::per_element());
    BOOST_TEST(result.plan.plugins[0].needs[0].providers == std::vector<std::size_t>{1},
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_need_for_any_time_does_not_order_but_wants_its_provider, Bare) {
    plugins.add("a", {single("x")}, {{single("y"), Count::one, When::any_time}});
    plugins.add("b", {single("y")}, {requires_(single("x"))});

    BOOST_TEST(names_of(resolve({"b", "a"}).plan) == (Names{"a", "b"}),
               boost::test_tools::per_element());
    BOOST_TEST(resolve({"a"}).problems == (Problems{"nobody provides y/1, which a needs; add b to "
                                                    "--plugins"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(one_may_be_used_at_any_time_whoever_comes_first, Bare) {
    plugins.add("a", {single("x")}, {{single("y"), Count::maybe, When::any_time}});
    plugins.add("b", {single("y")}, {requires_(single("x"))});

    const Resolution both = resolve({"b", "a"});
    BOOST_TEST(names_of(both.plan) == (Names{"a", "b"}), boost::test_tools::per_element());
    BOOST_TEST(resolve({"a"}).problems.empty());

    std::ostringstream text;
    print(text, both.plan);
    BOOST_TEST(text.str() ==
               "1. a 1.0.0\n"
               "   provides x/1\n"
               "   may use  y/1 from b, at any time\n"
               "2. b 1.0.0\n"
               "   provides y/1\n"
               "   requires x/1 from a\n");
}

BOOST_FIXTURE_TEST_CASE(who_collects_before_it_starts_comes_after_all_others, Bare) {
    plugins.add("a", {many("y")}, {{many("y"), Count::all, When::before_me}});
    plugins.add("b", {many("y")}, {});
    plugins.add("c", {many("y")}, {});

    const Resolution result = resolve({"a", "b", "c"});

    BOOST_TEST(names_of(result.plan) == (Names{"b", "c", "a"}), boost::test_tools::per_element());
    std::ostringstream text;
    print(text, result.plan);
    BOOST_TEST(text.str().ends_with("   collects y/1 from b, c and a, before it starts\n"));
}

BOOST_FIXTURE_TEST_CASE(the_kernel_provides_its_own_service_alone, Bare) {
    plugins.add("a", {}, {requires_(Plugins::key)});
    plugins.add("b", {Plugins::key}, {});

    std::ostringstream text;
    print(text, resolve({"a"}).plan);
    BOOST_TEST(text.str() == "1. a 1.0.0\n   requires plexus.plugins/1 from the kernel\n");
    BOOST_TEST(resolve({"a", "b"}).problems.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_missing_provider_is_named_with_its_needers_and_what_would_help, BscNode) {
    const Resolution result = resolve({"eth67", "discv4"});

    BOOST_TEST(result.problems ==
                   (Problems{"nobody provides profile/1, which discv4 and eth67 need; add one of "
                             "bsc and devnet to --plugins"}),
               boost::test_tools::per_element());
    BOOST_TEST(result.plan.plugins.empty());
}

BOOST_FIXTURE_TEST_CASE(a_provider_of_another_version_is_pointed_out, Bare) {
    plugins.add("old", {single("x", 1)}, {});
    plugins.add("user", {}, {requires_(single("x", 2))});

    const Resolution result = resolve({"old", "user"});

    BOOST_TEST(result.problems == (Problems{"nobody provides x/2, which user needs; old provides "
                                            "x/1, which is another version"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(two_providers_of_one_service_are_refused_with_the_line_that_decides, Bare) {
    plugins.add("a", {single("x")}, {});
    plugins.add("b", {single("x")}, {});

    const Resolution result = resolve({"a", "b"});

    BOOST_TEST(result.problems == (Problems{"a node has one provider of x/1, but a and b provide "
                                            "it; leave the others out, or decide with --bind x=a"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_binding_decides_between_two_providers, Bare) {
    plugins.add("a", {single("x")}, {});
    plugins.add("b", {single("x")}, {});
    plugins.add("user", {}, {requires_(single("x"))});
    bindings["x"] = "b";

    const Resolution result = resolve({"a", "b", "user"});

    BOOST_TEST(result.problems == Problems{}, boost::test_tools::per_element());
    BOOST_TEST(names_of(result.plan) == (Names{"a", "b", "user"}),
               boost::test_tools::per_element());
    BOOST_TEST(result.plan.plugins[2].needs[0].providers == std::vector<std::size_t>{1},
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_binding_brings_a_plugin_that_is_not_listed, BscNode) {
    bindings["scoring-policy"] = "latency_scoring";

    const Names names = names_of(resolve({"logger", "bsc"}).plan);

    BOOST_TEST(std::ranges::count(names, "latency_scoring") == 1);
    BOOST_TEST(std::ranges::count(names, "scoring") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_binding_to_a_plugin_that_does_not_provide_the_service_is_refused, Bare) {
    plugins.add("a", {single("x"), many("y")}, {});
    bindings["z"] = "a";

    BOOST_TEST(resolve({"a"}).problems == (Problems{"--bind z=a: plugin 'a' does not provide 'z'; "
                                                    "it provides x and y"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_required_service_of_many_providers_must_be_bound, Bare) {
    plugins.add("a", {many("x")}, {});
    plugins.add("b", {many("x")}, {});
    plugins.add("user", {}, {requires_(many("x"))});

    BOOST_TEST(resolve({"a", "b"}).problems.empty());
    BOOST_TEST(resolve({"a", "b", "user"}).problems.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_circle_is_told_with_everyone_in_it, Bare) {
    plugins.add("a", {single("x")}, {requires_(single("z"))});
    plugins.add("b", {single("y")}, {requires_(single("x"))});
    plugins.add("c", {single("z")}, {requires_(single("y"))});
    plugins.add("d", {}, {requires_(single("x"))});

    const Resolution result = resolve({"a", "b", "c", "d"});

    BOOST_TEST(result.problems ==
                   (Problems{"the needs go round in a circle: a needs z/1 of c, c needs y/1 of b, "
                             "b needs x/1 of a; leave one of them out, or --bind one of the "
                             "services elsewhere"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_plugin_that_needs_itself_is_a_circle, Bare) {
    plugins.add("a", {single("x")}, {requires_(single("x"))});

    BOOST_TEST(resolve({"a"}).problems.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_plugin_listed_twice_is_refused, Bare) {
    plugins.add("a", {}, {});

    BOOST_TEST(resolve({"a", "a"}).problems ==
                   (Problems{"plugin 'a' is listed twice; leave one of the two out"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_default_that_is_not_there_is_told_once, BscNode) {
    defaults["transport"] = "carrier-pigeon";

    BOOST_TEST(resolve({"logger", "bsc"}).problems ==
                   (Problems{"the default provider of transport is no use: unknown plugin "
                             "'carrier-pigeon'"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(all_problems_are_told_at_once, Bare) {
    plugins.add("a", {single("x")}, {});
    plugins.add("b", {single("x")}, {});
    plugins.add("hen", {single("egg")}, {requires_(single("hen"))});
    plugins.add("egg", {single("hen")}, {requires_(single("egg"))});
    plugins.add("lonely", {}, {requires_(single("friend"))});
    bindings["y"] = "nobody";

    const Problems problems = resolve({"a", "b", "hen", "egg", "lonely"}).problems;

    BOOST_TEST(problems.size() == 4U);
    BOOST_TEST(problems[0] == "--bind y=nobody: unknown plugin 'nobody'");
    BOOST_TEST(problems[1].starts_with("nobody provides friend/1"));
    BOOST_TEST(problems[2].starts_with("a node has one provider of x/1"));
    BOOST_TEST(problems[3].starts_with("the needs go round in a circle: egg"));
}

BOOST_FIXTURE_TEST_CASE(a_newcomer_that_lacks_a_service_is_told_its_default_provider, BscNode) {
    const Plan plan = resolve({"bsc"}).plan;

    const Problems problems = resolve_join(plan, *plugins.find("rlpx")).problems;

    BOOST_TEST(
        problems ==
            Names{"nobody in this node provides local-node/1, which rlpx requires; join 'identity' "
                  "first"},
        boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(the_printed_plan_shows_order_providers_and_defaults, BscNode) {
    std::ostringstream out;

    print(out, resolve({"eth67", "discv4", "bsc", "logger"}).plan);

    BOOST_TEST(out.str() == R"(1. bsc 1.0.0
   provides profile/1
   provides overrides/1
   provides capability/1
2. eth67 1.0.0
   provides capability/1
   requires profile/1 from bsc
   may use  overrides/1 from bsc
3. identity 1.0.0 (default for local-node)
   provides local-node/1
4. discv4 1.0.0
   provides discovery/1
   requires local-node/1 from identity
   requires profile/1 from bsc
   may use  node-store/1 from nobody
5. rlpx 1.0.0 (default for transport)
   provides transport/1
   requires local-node/1 from identity
6. scoring 1.0.0 (default for scoring-policy)
   provides scoring-policy/1
7. peers 1.0.0 (default for pool)
   provides pool/1
   requires transport/1 from rlpx
   requires local-node/1 from identity
   requires scoring-policy/1 from scoring
   requires profile/1 from bsc
   may use  node-store/1 from nobody
   collects capability/1 from bsc and eth67
   collects discovery/1 from discv4
8. logger 1.0.0
   provides handler/1
   requires pool/1 from peers
)");
}

BOOST_AUTO_TEST_SUITE_END()
