#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <memory>
#include <random>
#include <string>

#include "test_chain.hpp"

using namespace plexus;
using namespace plexus::chainstore;
using namespace plexus::chainstore::test;

namespace {

constexpr unsigned seed = 4711;
constexpr int rounds = 12;
constexpr unsigned long most_idle_turns = 5'000'000;  // some 20 ms: a few appends

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// A process that appends to a store and tells what was confirmed.
class Appender {
public:
    Appender(const std::filesystem::path& folder, std::size_t batch) {
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error{"no pipe"};
        const std::string size = std::to_string(batch);
        process_ = ::fork();
        if (process_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[0]);
            ::close(ends[1]);
            ::execl(CHAINSTORE_APPENDER, "appender", folder.c_str(), size.c_str(), nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        lines_.reset(::fdopen(ends[0], "r"));
    }

    /// Waits for the next line. @returns nothing once the process is dead and its lines are read
    std::optional<std::uint64_t> confirmed() {
        std::array<char, 32> line{};
        if (std::fgets(line.data(), line.size(), lines_.get()) == nullptr) return std::nullopt;
        return std::stoull(line.data());
    }

    void kill() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }

private:
    pid_t process_ = -1;
    std::unique_ptr<std::FILE, CloseFile> lines_;
};

/// Kills the appender after a few confirmations and some work more, so at any point of its work.
/// @returns the last number it was told
std::uint64_t append_and_kill(const std::filesystem::path& folder, std::mt19937& random) {
    const std::size_t batch = random() % 40 + 1;
    const auto lines = random() % 5;
    Appender appender{folder, batch};
    std::uint64_t last = 0;
    for (auto i = lines; i > 0; --i) last = appender.confirmed().value();
    random.discard(random() % most_idle_turns);
    appender.kill();
    while (const auto late = appender.confirmed()) last = *late;
    return last;
}

/// Every block up to the head is there and follows the one before.
void check_whole(Store& store) {
    const chain::Head head = store.head();
    const std::vector<chain::StoredBlock> expected =
        made_up_blocks(made_up_genesis().head, head.number);
    constexpr chain::Budget unlimited{1 << 30, 1 << 30};
    std::vector<Hash256> requested;
    for (const auto& block : expected) requested.push_back(block.hash);

    BOOST_TEST((head.number == 0 || head.hash == expected.back().hash));
    BOOST_TEST(store.bodies(requested, unlimited).value().size() == head.number);
    BOOST_TEST(store.receipts(requested, unlimited).value().size() == head.number);
    for (const auto& block : expected) {
        BOOST_REQUIRE((store.block(block.number).value().hash == block.hash));
    }
    BOOST_TEST((store.block(head.number + 1).error() == Errc::not_found));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(killed)

BOOST_AUTO_TEST_CASE(nothing_confirmed_is_lost_when_the_process_is_killed) {
    BOOST_TEST_MESSAGE("seed " << seed);
    Folder folder;
    std::mt19937 random{seed};

    for (int round = 0; round < rounds; ++round) {
        const std::uint64_t confirmed = append_and_kill(folder.path(), random);

        Store store = open(folder.path(), made_up_genesis());
        BOOST_TEST(store.head().number >= confirmed);
        check_whole(store);
    }
}

BOOST_AUTO_TEST_SUITE_END()
