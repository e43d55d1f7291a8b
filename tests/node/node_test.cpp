#include <node/node.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/log/core.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <future>
#include <sstream>

#include <kernel/load/loader.hpp>
#include <node/data_dir.hpp>
#include <node/metrics_file.hpp>
#include <resolve/resolver.hpp>

#include <tests/kernel/temporary_folder.hpp>

namespace {

using namespace plexus;
using namespace plexus::kernel;
using namespace plexus::node;
using namespace std::chrono_literals;

/// A node of these toys with a data folder of its own.
NodeConfig config(const TemporaryFolder& folder, const std::vector<std::string>& names,
                  const std::string& at = "nothing") {
    const auto loader = std::make_shared<Loader>(std::vector<std::filesystem::path>{GOOD_PLUGINS});
    std::vector<const PluginMetadata*> listed;
    for (const std::string& name : names) listed.push_back(loader->find(name));
    resolve::Resolution resolution = resolve::resolve({listed, {}, {}}, *loader);
    BOOST_REQUIRE(resolution.problems.empty());
    NodeConfig result;
    result.plan = std::move(resolution.plan);
    result.catalogue = loader;
    result.data_dir = folder.path() / "node";
    for (const PluginMetadata* plugin : listed) {
        std::map<std::string, Texts> given;
        if (plugin->name == "trouble") given.emplace("at", Texts{at});
        result.settings.emplace(plugin->name, Settings(plugin->name, plugin->options, given));
    }
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
    Node one(config(one_folder, {"voice", "trouble"}));
    Node two(config(two_folder, {"voice", "trouble"}));
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
    Node node(config(folder, {"voice"}));

    node.request_stop(0);

    BOOST_TEST(node.run() == 0);
}

BOOST_AUTO_TEST_CASE(a_plugin_may_end_the_node_with_a_code) {
    const TemporaryFolder folder;
    Node node(config(folder, {"trouble"}, "exit"));

    BOOST_TEST(node.run() == 7);
    BOOST_TEST(node.problems().empty());
}

BOOST_AUTO_TEST_CASE(a_plugin_that_dies_ends_the_node) {
    const TemporaryFolder folder;
    Node node(config(folder, {"trouble", "voice"}, "run"));

    BOOST_TEST(node.run() == 1);
    BOOST_TEST(node.problems() == (resolve::Problems{"plugin 'trouble' died: trouble at run"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_plugin_that_does_not_stop_is_named_and_left_as_it_is) {
    const TemporaryFolder folder;
    NodeConfig hasty = config(folder, {"trouble", "voice"}, "exit-and-hang");
    hasty.stop_within = 100ms;
    Node node(std::move(hasty));

    BOOST_TEST(node.run() == 1);
    BOOST_TEST(node.hung());
    BOOST_TEST(node.problems() ==
                   (resolve::Problems{"the node did not stop in time; still busy: trouble run"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_metrics_file_holds_the_last_values) {
    const TemporaryFolder folder;
    NodeConfig measured = config(folder, {"trouble"}, "exit");
    measured.metrics_file = folder.path() / "metrics";
    Node node(std::move(measured));

    node.run();

    BOOST_TEST(std::filesystem::exists(folder.path() / "metrics"));
}

BOOST_AUTO_TEST_CASE(the_metrics_file_is_written_for_prometheus) {
    const TemporaryFolder folder;
    Metrics metrics;
    metrics.gauge({"depth", "How deep it is"}).set(-1);

    BOOST_TEST(write_metrics(metrics, folder.path() / "metrics"));

    std::stringstream text;
    text << std::ifstream(folder.path() / "metrics").rdbuf();
    BOOST_TEST(text.str() == "# HELP depth How deep it is\n# TYPE depth gauge\ndepth -1\n");
    BOOST_TEST(!write_metrics(metrics, folder.path() / "missing" / "metrics"));
}

BOOST_AUTO_TEST_CASE(metrics_go_into_a_pipe_and_do_not_replace_it) {
    const TemporaryFolder folder;
    const std::filesystem::path pipe = folder.path() / "pipe";
    BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    Metrics metrics;
    metrics.counter({"plexus_test_total", "A test"}).add();

    BOOST_TEST(write_metrics(metrics, pipe));
    BOOST_TEST(std::filesystem::is_fifo(pipe));
    char first = 0;
    BOOST_TEST(::read(reader, &first, 1) == 1);
    ::close(reader);
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
