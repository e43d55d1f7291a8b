#include <app/log/log_file.hpp>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include <api/plugin/options.hpp>
#include <tests/kernel/temporary_folder.hpp>

namespace {

using namespace plexus::app;

namespace fs = std::filesystem;

struct Folder {
    std::string text_of(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(folder.path() / name).rdbuf();
        return text.str();
    }
    bool has(const std::string& name) const { return fs::exists(folder.path() / name); }

    plexus::kernel::TemporaryFolder folder;
    fs::path path = folder.path() / "log";
    Interrupt never;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(log_file, Folder)

BOOST_AUTO_TEST_CASE(lines_are_appended_to_what_is_there) {
    std::ofstream(path) << "old\n";
    LogFile file(path, {});

    BOOST_TEST(file.write("new\n", never));

    BOOST_TEST(text_of("log") == "old\nnew\n");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written_is_refused) {
    BOOST_CHECK_THROW(LogFile("/nonexistent/log", {}), plexus::ConfigError);
    BOOST_CHECK_THROW(LogFile(folder.path(), {}), plexus::ConfigError);
}

BOOST_AUTO_TEST_CASE(a_file_is_put_aside_before_it_grows_beyond_its_size) {
    LogFile file(path, {.size_bytes = 10, .kept = 2});

    for (const char* line : {"1234\n", "5678\n", "abcd\n", "efgh\n", "ijkl\n", "mnop\n", "q\n"}) {
        BOOST_TEST(file.write(line, never));
    }

    BOOST_TEST(text_of("log") == "q\n");
    BOOST_TEST(text_of("log.1") == "ijkl\nmnop\n");
    BOOST_TEST(text_of("log.2") == "abcd\nefgh\n");
    BOOST_TEST(!has("log.3"));
}

BOOST_AUTO_TEST_CASE(what_was_there_before_counts) {
    std::ofstream(path) << "12345678\n";
    LogFile file(path, {.size_bytes = 10, .kept = 1});

    file.write("new\n", never);

    BOOST_TEST(text_of("log") == "new\n");
    BOOST_TEST(text_of("log.1") == "12345678\n");
}

BOOST_AUTO_TEST_CASE(a_line_longer_than_the_size_has_a_file_of_its_own) {
    LogFile file(path, {.size_bytes = 4, .kept = 1});

    file.write("a long line\n", never);
    file.write("next\n", never);

    BOOST_TEST(text_of("log") == "next\n");
    BOOST_TEST(text_of("log.1") == "a long line\n");
}

BOOST_AUTO_TEST_CASE(without_files_to_keep_the_old_one_goes) {
    LogFile file(path, {.size_bytes = 5, .kept = 0});

    file.write("1234\n", never);
    file.write("5678\n", never);

    BOOST_TEST(text_of("log") == "5678\n");
    BOOST_TEST(!has("log.1"));
}

BOOST_AUTO_TEST_CASE(a_file_that_was_moved_away_is_followed_by_a_new_one) {
    LogFile file(path, {});
    file.write("old\n", never);
    fs::rename(path, folder.path() / "moved");
    file.write("still old\n", never);

    file.reopen();
    file.write("new\n", never);

    BOOST_TEST(text_of("moved") == "old\nstill old\n");
    BOOST_TEST(text_of("log") == "new\n");
}

BOOST_AUTO_TEST_CASE(the_old_file_is_kept_if_there_can_be_no_new_one) {
    fs::create_directory(folder.path() / "sub");
    LogFile file(folder.path() / "sub" / "log", {});
    fs::rename(folder.path() / "sub", folder.path() / "moved");

    file.reopen();

    BOOST_TEST(file.write("line\n", never));
    BOOST_TEST(text_of("moved/log") == "line\n");
}

BOOST_AUTO_TEST_CASE(a_full_disk_refuses_lines_and_nothing_more) {
    LogFile file(path, {.size_bytes = 10, .kept = 1});
    fs::remove(path);
    fs::create_symlink("/dev/full", path);
    file.reopen();

    BOOST_TEST(!file.write("line\n", never));
    BOOST_TEST(!file.write("line\n", never));
    BOOST_TEST(!fs::exists(folder.path() / "log.1"));
}

BOOST_AUTO_TEST_CASE(a_device_that_is_full_from_the_start_is_no_log_file) {
    BOOST_CHECK_THROW(LogFile("/dev/full", {}), plexus::ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
