#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>

#include <api/plugin/config_error.hpp>
#include <plugins/stream/delivery/spool.hpp>

#include <tests/plugins/stream/things.hpp>

using namespace plexus;
using namespace plexus::stream;
using namespace plexus::testing;

BOOST_AUTO_TEST_SUITE(stream_spool)

namespace {

constexpr std::uint64_t limit = 80'000;  // so a file is ended at 10,000 bytes

std::size_t files_in(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

std::vector<std::string> ids_of(Spool& spool) {
    std::vector<std::string> ids;
    while (const auto message = spool.take()) ids.push_back(message->id);
    return ids;
}

}  // namespace

BOOST_AUTO_TEST_CASE(messages_come_out_as_they_went_in) {
    const Folder folder;
    Spool spool(folder.path / "deep" / "spool", limit);
    BOOST_TEST(bool(spool.append(message(1, "one"))));
    BOOST_TEST(bool(spool.append(message(2, std::string("\0\n", 2)))));

    const Message first = spool.take().value();
    BOOST_TEST(first.id == "id-1");
    BOOST_TEST((first.kind == Kind::tx));
    BOOST_TEST(first.bytes == "one");
    BOOST_TEST(first.sightings == 1);
    BOOST_TEST(spool.take().value().bytes == std::string("\0\n", 2));
    BOOST_TEST(!spool.take());
}

BOOST_AUTO_TEST_CASE(what_did_not_arrive_is_there_at_the_next_start) {
    const Folder folder;
    {
        Spool spool(folder.path, limit);
        for (std::uint64_t i = 1; i <= 30; ++i) {
            BOOST_TEST(bool(spool.append(message(i, std::string(990, 'x')))));
        }
        for (int i = 0; i < 25; ++i) spool.take();
        for (std::uint64_t i = 1; i <= 20; ++i) spool.finish("id-" + std::to_string(i));
    }

    Spool spool(folder.path, limit);
    BOOST_TEST(spool.found() == 10);
    const auto ids = ids_of(spool);
    BOOST_TEST(ids.front() == "id-21");
    BOOST_TEST(ids.back() == "id-30");
    for (const std::string& id : ids) spool.finish(id);
    BOOST_TEST(spool.bytes() == 0);
    BOOST_TEST(files_in(folder.path) == 0);
}

BOOST_AUTO_TEST_CASE(a_node_that_keeps_up_needs_one_empty_file) {
    const Folder folder;
    Spool spool(folder.path, limit);
    for (std::uint64_t i = 1; i <= 100; ++i) {
        BOOST_TEST(bool(spool.append(message(i, std::string(990, 'x')))));
        spool.finish(spool.take().value().id);
    }

    BOOST_TEST(spool.bytes() == 0);
    BOOST_TEST(files_in(folder.path) == 1);
}

BOOST_AUTO_TEST_CASE(half_a_message_at_the_end_is_passed_over) {
    const Folder folder;
    {
        Spool spool(folder.path, limit);
        BOOST_TEST(bool(spool.append(message(1))));
        BOOST_TEST(bool(spool.append(message(2))));
    }
    const auto file = folder.path / "1.spool";
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);

    Spool spool(folder.path, limit);
    BOOST_TEST(spool.damaged() == 1);
    BOOST_TEST((ids_of(spool) == std::vector<std::string>{"id-1"}));
}

BOOST_AUTO_TEST_CASE(a_changed_message_is_passed_over) {
    const Folder folder;
    {
        Spool spool(folder.path, limit);
        BOOST_TEST(bool(spool.append(message(1, "aaaa"))));
        BOOST_TEST(bool(spool.append(message(2, "bbbb"))));
    }
    std::fstream file(folder.path / "1.spool");
    file.seekp(30);
    file.put('z');
    file.close();

    Spool spool(folder.path, limit);
    BOOST_TEST((ids_of(spool) == std::vector<std::string>{"id-2"}));
    BOOST_TEST(spool.damaged() == 1);
    spool.finish("id-2");
    BOOST_TEST(files_in(folder.path) == 0);
}

BOOST_AUTO_TEST_CASE(the_bound_is_passed_by_one_message_at_most) {
    const Folder folder;
    Spool spool(folder.path, limit);
    std::uint64_t number = 0;
    while (spool.has_room()) {
        BOOST_TEST(bool(spool.append(message(++number, std::string(9000, 'x')))));
    }

    BOOST_TEST(spool.bytes() >= limit);
    BOOST_TEST(spool.bytes() < limit + 9100);
}

BOOST_AUTO_TEST_CASE(a_folder_is_for_one_node) {
    Folder folder;
    {
        const Spool spool(folder.path, 1 << 20);
        BOOST_CHECK_EXCEPTION(Spool(folder.path, 1 << 20), ConfigError, [](const auto& error) {
            return std::string(error.what()).ends_with("another node uses it; change stream.spool");
        });
    }
    BOOST_CHECK_NO_THROW(Spool(folder.path, 1 << 20));
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_used_is_named) {
    const Folder folder;
    std::ofstream(folder.path / "file") << "x";
    BOOST_CHECK_EXCEPTION(Spool(folder.path / "file", limit), ConfigError,
                          [](const ConfigError& error) {
                              return std::string(error.what()).ends_with("change stream.spool");
                          });
}

BOOST_AUTO_TEST_SUITE_END()
