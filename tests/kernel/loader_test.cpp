#include <kernel/load/loader.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "temporary_folder.hpp"

namespace {

using namespace plexus;
using namespace plexus::kernel;
namespace fs = std::filesystem;

struct Refusal {
    std::string plugin;
    std::string because;

    friend std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
        return out << refusal.plugin;
    }
};

const std::vector<Refusal> refusals{
    {"no_plugin", "does not export plexus_plugin_v1"},
    {"other_symbol", "was built for another plexus"},
    {"unresolved", "undefined symbol: function_that_nobody_has"},
    {"other_abi", "has plugin ABI 99, but this plexus has 1"},
    {"other_size", "has a descriptor of 8 bytes"},
    {"other_toolchain", "was built with 'msvc-6.0'"},
    {"bad_default", "option 'size' has a useless default"},
};

std::string refusal_of(const std::string& name) {
    Loader loader({BAD_PLUGINS});
    try {
        loader.load(name);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "loaded";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loader)

BOOST_DATA_TEST_CASE(a_broken_plugin_is_refused_for_its_own_reason,
                     boost::unit_test::data::make(refusals)) {
    const std::string reason = refusal_of(sample.plugin);

    BOOST_TEST(reason.find(sample.because) != std::string::npos, reason);
    BOOST_TEST(reason.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_plugin_is_found_by_name_and_by_path) {
    Loader loader({GOOD_PLUGINS});

    const LoadedPlugin& by_name = loader.load("voice");
    const LoadedPlugin& by_path = loader.load(GOOD_PLUGINS "/../good/voice.so");

    BOOST_TEST(by_name.metadata.name == "voice");
    BOOST_TEST(by_name.metadata.options.size() == 2U);
    BOOST_TEST(&by_name == &by_path);
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_answered_with_a_near_one) {
    Loader loader({GOOD_PLUGINS});

    BOOST_CHECK_EXCEPTION(loader.load("vioce"), ConfigError, [](const ConfigError& error) {
        return std::string(error.what()).ends_with("did you mean 'voice'?");
    });
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_shared_object_is_refused) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "text.so";
    std::ofstream(file) << "this is no program\n";
    Loader loader({folder.path()});

    BOOST_CHECK_THROW(loader.load("text"), ConfigError);
    BOOST_CHECK_THROW(loader.load(folder.path().string() + "/"), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_half_copied_plugin_is_refused) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "voice.so";
    fs::copy_file(GOOD_PLUGINS "/voice.so", file);
    fs::resize_file(file, fs::file_size(file) / 2);
    Loader loader({folder.path()});

    BOOST_CHECK_EXCEPTION(loader.load("voice"), ConfigError, [](const ConfigError& error) {
        return std::string(error.what()).find("cut off") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_plugin_under_another_name_than_its_file_is_refused) {
    const TemporaryFolder folder;
    fs::copy_file(GOOD_PLUGINS "/voice.so", folder.path() / "other.so");
    Loader loader({folder.path()});

    BOOST_CHECK_THROW(loader.load("other"), ConfigError);
    BOOST_CHECK_NO_THROW(loader.load((folder.path() / "other.so").string()));
}

BOOST_AUTO_TEST_CASE(an_earlier_folder_goes_before_a_later_one) {
    const TemporaryFolder folder;
    fs::copy_file(GOOD_PLUGINS "/voice.so", folder.path() / "voice.so");
    Loader loader({folder.path(), GOOD_PLUGINS});

    BOOST_TEST(loader.load("voice").file == fs::canonical(folder.path() / "voice.so"));
}

BOOST_AUTO_TEST_CASE(broken_plugins_do_not_keep_others_from_being_listed) {
    Loader loader({BAD_PLUGINS, GOOD_PLUGINS, "/nonexistent"});

    BOOST_TEST(loader.all().size() == 8U);
    BOOST_TEST(loader.names().size() == 15U);
}

BOOST_AUTO_TEST_SUITE_END()
