#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>

#include <api/plugin/config_error.hpp>
#include <kit/testing/log_capture.hpp>
#include <plugins/stream/sinks/file_sink.hpp>
#include <plugins/stream/sinks/socket_sink.hpp>
#include <plugins/stream/sinks/stdout_sink.hpp>

#include <tests/plugins/stream/things.hpp>

using namespace plexus;
using namespace plexus::stream;
using namespace plexus::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(stream_sinks)

namespace {

namespace fs = std::filesystem;

struct NoResults final : Results {
    void acked(std::string, bool) override {}
    void failed(std::string, std::string) override {}
    void refused(std::string, std::string) override {}
};

struct FileStage {
    explicit FileStage(Compression compression = Compression::none) {
        settings.path = folder.path / "made" / "sightings.jsonl";
        settings.bytes = 100;
        settings.age = 1h;
        settings.keep = 3;
        settings.compression = compression;
    }

    std::unique_ptr<FileSink> open() {
        auto sink = std::make_unique<FileSink>(settings, make_logger("stream"));
        sink->open(results);
        return sink;
    }
    fs::path complete(const std::string& number) const {
        return settings.path.string() + '.' + number;
    }

    LogCapture log;
    Folder folder;
    FileSettings settings;
    NoResults results;
};

std::string line(int number) { return std::to_string(number) + std::string(38, '.') + '\n'; }

std::string read_compressed(const std::string& tool, const fs::path& file) {
    const std::string text = file.string() + ".text";
    const std::string command = tool + " < " + file.string() + " > " + text;
    BOOST_REQUIRE(std::system(command.c_str()) == 0);
    return content(text);
}

/// While it lives no file may grow beyond that.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limit = before_;
        limit.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        (void)std::signal(SIGXFSZ, handler_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    void (*handler_)(int);
    rlimit before_{};
};

class Reader {
public:
    explicit Reader(const fs::path& path) : descriptor_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.string().copy(address.sun_path, sizeof address.sun_path - 1);
        BOOST_REQUIRE(
            ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    }
    ~Reader() { ::close(descriptor_); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// What is there now.
    std::string read() const {
        std::string text(1 << 20, '\0');
        const ssize_t got = ::recv(descriptor_, text.data(), text.size(), MSG_DONTWAIT);
        text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
        return text;
    }

private:
    int descriptor_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_is_complete_at_its_size_and_no_line_is_lost) {
    FileStage stage;
    const auto sink = stage.open();
    for (int i = 1; i <= 5; ++i) {
        BOOST_TEST((sink->send(message(1, line(i))) == Sending::done));
    }

    BOOST_TEST(content(stage.complete("1")) == line(1) + line(2));
    BOOST_TEST(content(stage.complete("2")) == line(3) + line(4));
    BOOST_TEST(content(stage.settings.path) == line(5));
}

BOOST_AUTO_TEST_CASE(a_file_is_for_one_node) {
    FileStage stage;
    const auto sink = stage.open();
    BOOST_CHECK_EXCEPTION(stage.open(), ConfigError, [](const ConfigError& error) {
        return std::string(error.what()).ends_with("another node writes it; change stream.file");
    });
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_refused) {
    FileStage stage;
    stage.settings.path = stage.folder.path / "pipe";
    BOOST_REQUIRE(::mkfifo(stage.settings.path.c_str(), 0600) == 0);
    BOOST_CHECK_EXCEPTION(stage.open(), ConfigError, [](const ConfigError& error) {
        return std::string(error.what()).ends_with("it is no file; change stream.file");
    });
}

BOOST_AUTO_TEST_CASE(the_oldest_complete_files_go) {
    FileStage stage;
    const auto sink = stage.open();
    for (int i = 1; i <= 12; ++i) sink->send(message(1, line(i)));

    BOOST_TEST(!fs::exists(stage.complete("2")));
    BOOST_TEST(fs::exists(stage.complete("3")));
    BOOST_TEST(fs::exists(stage.complete("5")));
}

BOOST_AUTO_TEST_CASE(complete_files_are_compressed) {
    for (const auto& [compression, extension, tool] :
         {std::tuple{Compression::gzip, ".gz", "gzip -dc"},
          std::tuple{Compression::zstd, ".zst", "zstd -dcq"}}) {
        if (!has_compression(compression)) continue;
        FileStage stage(compression);
        const auto sink = stage.open();
        for (int i = 1; i <= 3; ++i) sink->send(message(1, line(i)));

        BOOST_TEST(!fs::exists(stage.complete("1")));
        const fs::path compressed = stage.complete(std::string("1") + extension);
        BOOST_REQUIRE(fs::exists(compressed));
        if (compression == Compression::zstd && std::system("command -v zstd > /dev/null") != 0) {
            continue;
        }
        BOOST_TEST(read_compressed(tool, compressed) == line(1) + line(2));
    }
}

BOOST_AUTO_TEST_CASE(an_old_file_is_complete) {
    FileStage stage;
    stage.settings.age = 0ms;
    const auto sink = stage.open();
    sink->send(message(1, line(1)));
    sink->poll();

    BOOST_TEST(content(stage.complete("1")) == line(1));
}

BOOST_AUTO_TEST_CASE(a_file_that_was_moved_away_is_left_there) {
    FileStage stage;
    const auto sink = stage.open();
    sink->send(message(1, line(1)));
    fs::rename(stage.settings.path, stage.folder.path / "elsewhere");
    sink->poll();
    sink->send(message(2, line(2)));

    BOOST_TEST(content(stage.folder.path / "elsewhere") == line(1));
    BOOST_TEST(content(stage.settings.path) == line(2));
}

BOOST_AUTO_TEST_CASE(half_a_line_of_a_killed_node_is_ended) {
    FileStage stage;
    fs::create_directories(stage.settings.path.parent_path());
    std::ofstream(stage.settings.path) << "half";
    const auto sink = stage.open();
    sink->send(message(1, line(1)));

    BOOST_TEST(content(stage.settings.path) == "half\n" + line(1));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written_is_named) {
    FileStage stage;
    stage.settings.path = "/proc/nowhere/lines";
    BOOST_CHECK_EXCEPTION(stage.open(), ConfigError, [](const ConfigError& error) {
        return std::string(error.what()).ends_with("No such file or directory; change stream.file");
    });
}

BOOST_AUTO_TEST_CASE(a_full_disk_loses_no_line) {
    FileStage stage;
    const auto sink = stage.open();
    BOOST_TEST((sink->send(message(1, line(1))) == Sending::done));
    {
        const FullDisk full(60);
        BOOST_TEST((sink->send(message(1, line(2))) == Sending::busy));
        BOOST_TEST((sink->send(message(1, line(2))) == Sending::busy));
    }
    BOOST_TEST(stage.log.count("cannot write sightings") == 1);
    BOOST_TEST(content(stage.settings.path) == line(1));
    BOOST_TEST((sink->send(message(1, line(2))) == Sending::done));
    BOOST_TEST(content(stage.settings.path) == line(1) + line(2));
}

BOOST_AUTO_TEST_CASE(every_reader_of_the_socket_gets_every_line) {
    const LogCapture log;
    const Folder folder;
    NoResults results;
    SocketSink sink(folder.path / "sock", make_logger("stream"));
    sink.open(results);
    const Reader one(folder.path / "sock");
    sink.poll();
    sink.send(message(1, "first\n"));
    const Reader two(folder.path / "sock");
    sink.poll();
    sink.send(message(2, "second\n"));

    BOOST_TEST(one.read() == "first\nsecond\n");
    BOOST_TEST(two.read() == "second\n");
}

BOOST_AUTO_TEST_CASE(a_slow_reader_is_told_what_it_missed) {
    const LogCapture log;
    const Folder folder;
    NoResults results;
    SocketSink sink(folder.path / "sock", make_logger("stream"));
    sink.open(results);
    const Reader slow(folder.path / "sock");
    sink.poll();
    const std::string block(1 << 20, 'x');
    for (int i = 0; i < 20; ++i) sink.send(message(1, block));

    std::size_t got = 0;
    while (true) {
        const std::string text = slow.read();
        if (text.empty()) break;
        got += text.size();
        sink.poll();
    }
    BOOST_TEST(got < 10 * block.size());
    sink.send(message(2, "next\n"));
    const std::string told = slow.read();
    BOOST_TEST(told.starts_with("{\"kind\":\"dropped\",\"sightings\":1"));
    BOOST_TEST(told.ends_with("}\nnext\n"));
}

BOOST_AUTO_TEST_CASE(a_socket_that_is_taken_is_named_and_one_left_behind_is_replaced) {
    const LogCapture log;
    const Folder folder;
    NoResults results;
    SocketSink first(folder.path / "sock", make_logger("stream"));
    first.open(results);
    SocketSink second(folder.path / "sock", make_logger("stream"));
    BOOST_CHECK_EXCEPTION(second.open(results), ConfigError, [](const ConfigError& error) {
        return std::string(error.what()).ends_with("another node listens; change stream.socket");
    });
    first.close({});
    BOOST_TEST(!fs::exists(folder.path / "sock"));
}

BOOST_AUTO_TEST_CASE(a_reader_of_standard_output_that_does_not_read_holds_nobody) {
    const LogCapture log;
    std::signal(SIGPIPE, SIG_IGN);  // as the program does
    int ends[2]{};
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    StdoutSink sink(ends[1], make_logger("stream"));
    const std::string block(1 << 17, 'x');

    BOOST_TEST((sink.send(message(1, block)) == Sending::done));
    BOOST_TEST((sink.send(message(2, block)) == Sending::busy));
    std::string text(block.size(), '\0');
    std::size_t got = 0;
    while (got < block.size()) {
        const ssize_t some = ::read(ends[0], text.data() + got, text.size() - got);
        BOOST_REQUIRE(some > 0);
        got += static_cast<std::size_t>(some);
        sink.poll();
    }
    BOOST_TEST((text == block));
    ::close(ends[0]);
    sink.send(message(3, block));
    BOOST_TEST(log.count("cannot write to standard output") == 1);
    BOOST_TEST((sink.send(message(4, block)) == Sending::refused));
    ::close(ends[1]);
}

BOOST_AUTO_TEST_SUITE_END()
