#include <kernel/node/node.hpp>

#include <boost/log/core.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <future>
#include <sstream>

#include <kernel/configuration.hpp>
#include <kernel/node/data_dir.hpp>
#include <kernel/node/metric_store.hpp>

#include "temporary_folder.hpp"

namespace {

using namespace plexus;
using namespace plexus::kernel;
using namespace std::chrono_literals;

Blueprint blueprint(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--plugin-dir", GOOD_PLUGINS});
    Configuration configuration = configure({arguments, {}, "/nowhere/lib/plexus"});
    BOOST_REQUIRE(configuration.problems.empty());
    return std::move(configuration.blueprint);
}

NodeOptions options(const TemporaryFolder& folder) {
    NodeOptions result;
    result.data_dir = folder.path() / "node";
    return result;
}

/// The log of nodes that are tested is nobody's business.
struct Silence {
    Silence() { boost::log::core::get()->set_logging_enabled(false); }
};

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(Silence);

BOOST_AUTO_TEST_SUITE(node)

BOOST_AUTO_TEST_CASE(two_nodes_live_in_one_process) {
    const TemporaryFolder one_folder, two_folder;
    Node one(blueprint({"--plugins=voice,trouble"}), options(one_folder));
    Node two(blueprint({"--plugins=voice,trouble"}), options(two_folder));
    auto one_ends = std::async(std::launch::async, [&] { return one.run(); });
    auto two_ends = std::async(std::launch::async, [&] { return two.run(); });

    one.request_stop(0);
    BOOST_TEST(one_ends.get() == 0);
    two.request_stop(5);
    BOOST_TEST(two_ends.get() == 5);
    BOOST_TEST(one.problems().empty());
    BOOST_TEST(two.problems().empty());
}

BOOST_AUTO_TEST_CASE(a_wish_to_stop_may_come_before_the_node_runs) {
    const TemporaryFolder folder;
    Node node(blueprint({"--plugins=voice"}), options(folder));

    node.request_stop(0);

    BOOST_TEST(node.run() == 0);
}

BOOST_AUTO_TEST_CASE(a_plugin_may_end_the_node_with_a_code) {
    const TemporaryFolder folder;
    Node node(blueprint({"--plugins=trouble", "--at=exit"}), options(folder));

    BOOST_TEST(node.run() == 7);
    BOOST_TEST(node.problems().empty());
}

BOOST_AUTO_TEST_CASE(a_plugin_that_dies_ends_the_node) {
    const TemporaryFolder folder;
    Node node(blueprint({"--plugins=trouble,voice", "--at=run"}), options(folder));

    BOOST_TEST(node.run() == 1);
    BOOST_TEST(node.problems() == (Problems{"plugin 'trouble' died: trouble at run"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_plugin_that_does_not_stop_is_named_and_left_as_it_is) {
    const TemporaryFolder folder;
    NodeOptions hasty = options(folder);
    hasty.stop_within = 100ms;
    Node node(blueprint({"--plugins=trouble,voice", "--at=exit-and-hang"}), hasty);

    BOOST_TEST(node.run() == 1);
    BOOST_TEST(node.hung());
    BOOST_TEST(
        node.problems() == (Problems{"the node did not stop in time; still busy: trouble run"}),
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_metrics_file_holds_the_last_values) {
    const TemporaryFolder folder;
    NodeOptions measured = options(folder);
    measured.metrics_file = folder.path() / "metrics";
    Node node(blueprint({"--plugins=trouble", "--at=exit"}), measured);

    node.run();

    BOOST_TEST(std::filesystem::exists(measured.metrics_file));
}

BOOST_AUTO_TEST_CASE(metrics_are_made_once_and_written_in_order) {
    const TemporaryFolder folder;
    MetricStore metrics;
    metrics.metric("b").add(2);
    metrics.metric("a").set(-1);
    metrics.metric("b").add();

    BOOST_TEST(write_snapshot(metrics, folder.path() / "metrics"));

    std::stringstream text;
    text << std::ifstream(folder.path() / "metrics").rdbuf();
    BOOST_TEST(text.str() == "a -1\nb 3\n");
    BOOST_TEST(!write_snapshot(metrics, folder.path() / "missing" / "metrics"));
}

BOOST_AUTO_TEST_CASE(a_data_folder_belongs_to_one_node) {
    const TemporaryFolder folder;
    {
        const DataDir first(folder.path() / "node", FolderUse::exclusive);
        BOOST_CHECK_THROW(DataDir(folder.path() / "node", FolderUse::exclusive), ConfigError);
        BOOST_CHECK_NO_THROW(DataDir(folder.path() / "node", FolderUse::shared));
        BOOST_CHECK_NO_THROW(DataDir(folder.path() / "other", FolderUse::exclusive));
    }
    BOOST_CHECK_NO_THROW(DataDir(folder.path() / "node", FolderUse::exclusive));
}

BOOST_AUTO_TEST_CASE(a_new_data_folder_is_private) {
    const TemporaryFolder folder;
    const DataDir data_dir(folder.path() / "deep" / "node", FolderUse::exclusive);

    const auto mode = std::filesystem::status(data_dir.path()).permissions();

    BOOST_TEST((mode == std::filesystem::perms::owner_all));
}

BOOST_AUTO_TEST_SUITE_END()
