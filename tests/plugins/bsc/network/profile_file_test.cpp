#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

#include <api/plugin/config_error.hpp>
#include <kit/testing/loop.hpp>
#include <plugins/bsc/network/profile_file.hpp>
#include <test_host/test_host.hpp>

using namespace plexus;

extern "C" const PluginDescriptor plexus_plugin_v1;

BOOST_AUTO_TEST_SUITE(bsc_profile_file)

namespace {

/// A profile file in the host's folder, and what becomes of it.
struct Case {
    testing::Loop loop;
    testing::TestHost host{loop.executor(), "bsc"};

    std::string write(const std::string& text) {
        const std::filesystem::path path = host.data_dir() / "profile.json";
        std::ofstream(path) << text;
        return path.string();
    }

    bsc::ProfileFile load(const std::string& text) {
        return bsc::load_profile(write(text), "mainnet");
    }

    /// What the operator is told.
    std::string complaint(const std::string& text) {
        try {
            load(text);
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "no complaint";
    }
};

bool tells(const std::string& complaint, const std::string& part) {
    return complaint.find(part) != std::string::npos && complaint.find('\n') == std::string::npos;
}

constexpr auto enode =
    "enode://433c8bfdf53a3e2268ccb1b829e47f629793291cbddf0c76ae626da802f90532251fc558e2e0d10d6725e7"
    "59088439bf1cd4714716b03a259a35d4b2e4acfa7f@52.69.102.73:30311";

}  // namespace

BOOST_AUTO_TEST_CASE(all_of_it_is_read) {
    Case file;

    const bsc::ProfileFile profile = file.load(std::string{R"({"network": "mainnet",
            "forks": [{"name": "A", "time": 1800000000}, {"name": "B", "time": 1900000000}],
            "bootnodes": [")"} + enode + R"("], "static_nodes": []})");

    BOOST_TEST(profile.forks.size() == 2U);
    BOOST_TEST(profile.forks[1].name == "B");
    BOOST_TEST(profile.forks[1].time == 1900000000U);
    BOOST_TEST(profile.bootnodes.value().front().enode() == enode);
    BOOST_TEST(profile.static_nodes.value().empty());
}

BOOST_AUTO_TEST_CASE(all_but_the_network_may_be_left_out) {
    Case file;

    const bsc::ProfileFile profile = file.load(R"({"network": "mainnet"})");

    BOOST_TEST(profile.forks.empty());
    BOOST_TEST(!profile.bootnodes.has_value());
    BOOST_TEST(!profile.static_nodes.has_value());
}

BOOST_AUTO_TEST_CASE(each_mistake_is_told_in_one_line) {
    Case file;

    BOOST_TEST(tells(file.complaint("{"), "is not a JSON object"));
    BOOST_TEST(tells(file.complaint("[]"), "is not a JSON object"));
    BOOST_TEST(tells(file.complaint("{}"), "'network' must be a text"));
    BOOST_TEST(tells(file.complaint(R"({"network": "chapel"})"), "this is for 'chapel'"));
    BOOST_TEST(
        tells(file.complaint(R"({"network": "mainnet", "fork": []})"), "nothing is called 'fork'"));
    BOOST_TEST(
        tells(file.complaint(R"({"network": "mainnet", "forks": {}})"), "'forks' must be a list"));
    BOOST_TEST(tells(file.complaint(R"({"network": "mainnet", "forks": [1]})"),
                     "fork 1 must be an object"));
    BOOST_TEST(tells(file.complaint(R"({"network": "mainnet", "forks": [{"name": "A"}]})"),
                     "fork 1: 'time' must be a time in Unix seconds"));
    BOOST_TEST(
        tells(file.complaint(R"({"network": "mainnet", "forks": [{"name": "A", "time": -1}]})"),
              "fork 1: 'time' must be a time in Unix seconds"));
    BOOST_TEST(
        tells(file.complaint(R"({"network": "mainnet", "forks": [{"name": "A", "block": 1}]})"),
              "fork 1: nothing is called 'block'"));
    BOOST_TEST(tells(file.complaint(R"({"network": "mainnet", "bootnodes": ["enr:x"]})"),
                     "'bootnodes' must be a list of enode://"));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_told) {
    BOOST_CHECK_THROW(bsc::load_profile("/does/not/exist.json", "mainnet"), ConfigError);
}

BOOST_AUTO_TEST_CASE(the_node_goes_by_file_and_option_together) {
    Case file;
    const std::string path = file.write(std::string{R"({"network": "mainnet",
        "forks": [{"name": "Jenner", "time": 1796697000}, {"name": "A", "time": 1800000000}],
        "bootnodes": [], "static_nodes": [")"} +
                                        enode + R"("]})");
    file.host.set("profile", path).set("fork", "B=1900000000");

    const auto plugin = file.host.create(plexus_plugin_v1);

    const chain::ChainProfile& profile = file.host.published<chain::ChainProfile>();
    const chain::Head head{.number = 100'000'000, .time = 1800000000};
    BOOST_TEST(profile.fork_id(head).next == 1900000000U);
    BOOST_TEST(profile.bootnodes().empty());
    BOOST_TEST(profile.static_nodes().size() == 1U);
}

BOOST_AUTO_TEST_CASE(forks_out_of_order_are_refused) {
    Case file;
    const std::string path = file.write(R"({"network": "mainnet",
        "forks": [{"name": "A", "time": 1900000000}, {"name": "B", "time": 1800000000}]})");
    file.host.set("profile", path);

    BOOST_CHECK_THROW(file.host.create(plexus_plugin_v1), ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
