#include <kernel/load/loader.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include <api/plugin/config_error.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

#include <tests/kernel/temporary_folder.hpp>

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

// Found out by reading the file ...
const std::vector<Refusal> unreadable{
    {"no_plugin", "is no plugin: it has no section .plexus.plugin"},
    {"other_interface", "was built for interface 99 of plexus, but this one has"},
    {"other_toolchain", "was built with 'msvc-6.0', but this plexus with"},
    {"not_json", "has damaged metadata: it is no JSON"},
};

// ... or only when its code is wanted.
const std::vector<Refusal> unusable{
    {"unresolved", "undefined symbol: function_that_nobody_has"},
    {"other_descriptor", "was built for interface 98 of plexus, but this one has"},
    {"other_build", "was built with 'msvc-6.0', but this plexus with"},
    {"other_text", "was replaced by another build while it was loaded"},
    {"hidden_descriptor", "does not export plexus_plugin_v1"},
};

template <class Work>
std::string refusal_of(Work work) {
    try {
        work();
    } catch (const ConfigError& error) {
        const std::string text = error.what();
        BOOST_TEST(text.find('\n') == std::string::npos, text);
        BOOST_TEST(text.starts_with(BAD_PLUGINS), text);
        return text;
    }
    return "loaded";
}

/// Copies a toy, so that its file can be replaced.
struct Copy {
    fs::path put(const std::string& toy, const std::string& name) const {
        const fs::path draft = folder.path() / "draft";
        fs::copy_file(GOOD_PLUGINS "/" + toy + ".so", draft, fs::copy_options::overwrite_existing);
        fs::rename(draft, folder.path() / name);
        return folder.path() / name;
    }

    TemporaryFolder folder;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(loader)

BOOST_DATA_TEST_CASE(a_broken_plugin_is_refused_for_its_own_reason,
                     boost::unit_test::data::make(unreadable)) {
    Loader loader({BAD_PLUGINS});
    const std::string reason = refusal_of([&] { loader.find(sample.plugin); });

    BOOST_TEST(reason.find(sample.because) != std::string::npos, reason);
}

BOOST_DATA_TEST_CASE(code_that_is_not_what_was_read_is_refused_before_it_is_called,
                     boost::unit_test::data::make(unusable)) {
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "host");
    Loader loader({BAD_PLUGINS});
    const PluginMetadata& plugin = *loader.find(sample.plugin);
    const std::string reason = refusal_of([&] { loader.construct(plugin, host); });

    BOOST_TEST(reason.find(sample.because) != std::string::npos, reason);
}

BOOST_AUTO_TEST_CASE(looking_at_plugins_runs_none_of_their_code) {
    Loader loader({GOOD_PLUGINS});  // mapping the bomb would end this process

    BOOST_TEST(loader.find("bomb")->options.front().name == "fuse");
    BOOST_TEST(loader.all().size() == loader.names().size());
}

BOOST_FIXTURE_TEST_CASE(a_new_build_under_the_same_path_is_another_plugin, Copy) {
    const fs::path file = put("voice", "toy.so");
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "host");
    Loader loader({folder.path()});
    const PluginMetadata& first = *loader.find(file);
    BOOST_TEST(&first == loader.find(file));

    put("listener", "toy.so");
    const PluginMetadata& second = *loader.find(file);

    BOOST_TEST(first.name == "voice");
    BOOST_TEST(second.name == "listener");
    // The toys want to be declared; what is thrown shows whose code it was that ran.
    BOOST_CHECK_EXCEPTION(loader.construct(second, host), std::logic_error, [](const auto& error) {
        return std::string(error.what()).find("toy.voice") != std::string::npos;
    });
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_replaced_before_it_is_mapped_is_refused, Copy) {
    const fs::path file = put("voice", "toy.so");
    testing::Loop loop;
    testing::TestHost host(loop.executor(), "host");
    Loader loader({folder.path()});
    const PluginMetadata& plugin = *loader.find(file);

    put("shout", "toy.so");

    BOOST_CHECK_EXCEPTION(loader.construct(plugin, host), ConfigError, [](const auto& error) {
        return std::string(error.what()).ends_with("while it was loaded; try again");
    });
}

BOOST_AUTO_TEST_CASE(a_plugin_is_found_by_name_and_by_path) {
    Loader loader({GOOD_PLUGINS});

    const PluginMetadata* by_name = loader.find("voice");
    const PluginMetadata* by_path = loader.find(GOOD_PLUGINS "/../good/voice.so");

    BOOST_TEST(by_name->name == "voice");
    BOOST_TEST(by_name->options.size() == 2U);
    BOOST_TEST(by_name == by_path);
}

BOOST_AUTO_TEST_CASE(an_unknown_name_brings_a_hint_at_a_near_one) {
    Loader loader({GOOD_PLUGINS});

    BOOST_CHECK_EXCEPTION(loader.look_up("vioce"), ConfigError, [](const ConfigError& error) {
        return std::string(error.what()).ends_with("did you mean 'voice'?");
    });
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_shared_object_is_refused) {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "text.so";
    std::ofstream(file) << "this is no program\n";
    Loader loader({folder.path()});

    BOOST_CHECK_THROW(loader.look_up("text"), ConfigError);
    BOOST_CHECK_THROW(loader.look_up(folder.path().string() + "/"), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_plugin_under_another_name_than_its_file_is_refused) {
    const TemporaryFolder folder;
    fs::copy_file(GOOD_PLUGINS "/voice.so", folder.path() / "other.so");
    Loader loader({folder.path()});

    BOOST_CHECK_THROW(loader.look_up("other"), ConfigError);
    BOOST_CHECK_NO_THROW(loader.look_up((folder.path() / "other.so").string()));
}

BOOST_AUTO_TEST_CASE(an_earlier_folder_goes_before_a_later_one) {
    const TemporaryFolder folder;
    fs::copy_file(GOOD_PLUGINS "/voice.so", folder.path() / "voice.so");
    Loader loader({folder.path(), GOOD_PLUGINS});

    BOOST_TEST(loader.look_up("voice").file == fs::canonical(folder.path() / "voice.so"));
}

BOOST_AUTO_TEST_CASE(links_to_nothing_and_circles_of_links_are_refused_by_their_name) {
    const TemporaryFolder folder;
    fs::create_symlink("circle.so", folder.path() / "circle.so");
    fs::create_symlink("/nowhere/voice.so", folder.path() / "dangling.so");
    Loader loader({folder.path()});

    BOOST_TEST(loader.names() == (std::vector<std::string>{"circle", "dangling"}),
               boost::test_tools::per_element());
    BOOST_TEST(loader.all().empty());
    for (const char* name : {"circle", "dangling"}) {
        BOOST_CHECK_EXCEPTION(loader.find(name), ConfigError, [&](const ConfigError& error) {
            return std::string(error.what()).find(std::string("no plugin file")) !=
                   std::string::npos;
        });
    }
}

BOOST_AUTO_TEST_CASE(a_name_that_is_none_is_refused_without_a_look_at_the_disk) {
    Loader loader({GOOD_PLUGINS});
    for (const std::string& name : {std::string(70'000, 'a'), std::string("a\nb"),
                                    std::string("a\0b", 3), std::string(70'000, '/')}) {
        BOOST_CHECK_EXCEPTION(loader.find(name), ConfigError, [](const ConfigError& error) {
            return std::string(error.what()).ends_with("is no name of a plugin");
        });
    }
}

BOOST_AUTO_TEST_CASE(broken_plugins_do_not_keep_others_from_being_listed) {
    Loader loader({BAD_PLUGINS, GOOD_PLUGINS, "/nonexistent"});

    BOOST_TEST(loader.all().size() == 16U);
    BOOST_TEST(loader.names().size() == 20U);
}

BOOST_AUTO_TEST_SUITE_END()
