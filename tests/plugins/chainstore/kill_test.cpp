#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

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

/// A process that changes a store, and tells what it is about to do and what was confirmed.
class Writer {
public:
    Writer(const char* mode, const std::filesystem::path& folder, std::size_t number) {
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error{"no pipe"};
        const std::string text = std::to_string(number);
        process_ = ::fork();
        if (process_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[0]);
            ::close(ends[1]);
            ::execl(CHAINSTORE_WRITER, "writer", mode, folder.c_str(), text.c_str(), nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        lines_.reset(::fdopen(ends[0], "r"));
    }

    /// Waits for the next line. @returns nothing once the process is dead and its lines are read
    std::optional<std::string> line() {
        std::array<char, 128> text{};
        if (std::fgets(text.data(), text.size(), lines_.get()) == nullptr) return std::nullopt;
        std::string line{text.data()};
        if (!line.ends_with('\n')) return std::nullopt;  // it was killed in the middle of it
        line.pop_back();
        return line;
    }

    /// Kills it after a few lines and some work more, so at any point of its work.
    /// @returns all lines
    std::vector<std::string> kill_somewhere(std::mt19937& random) {
        std::vector<std::string> lines;
        for (auto i = random() % 9; i > 0; --i) lines.push_back(line().value());
        random.discard(random() % most_idle_turns);
        kill();
        while (auto late = line()) lines.push_back(std::move(*late));
        return lines;
    }

    void kill() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }

private:
    pid_t process_ = -1;
    std::unique_ptr<std::FILE, CloseFile> lines_;
};

/// @returns the last number that was confirmed
std::uint64_t append_and_kill(const std::filesystem::path& folder, std::mt19937& random) {
    const std::size_t batch = random() % 40 + 1;
    const auto lines = Writer{"append", folder, batch}.kill_somewhere(random);
    return lines.empty() ? 0 : std::stoull(lines.back());
}

/// The heads that a store may have after the process was killed.
struct Heads {
    std::string done{};   ///< the last that was confirmed
    std::string tried{};  ///< the one that a change would have led to
};

Heads replace_and_kill(const std::filesystem::path& folder, std::mt19937& random, Heads heads) {
    for (const std::string& line : Writer{"replace", folder, random()}.kill_somewhere(random)) {
        (line.starts_with("done ") ? heads.done : heads.tried) = line.substr(5);
    }
    return heads;
}

/// From the head on each block is there with all that belongs to it and names the one before, so
/// that the head decides about all of them; and behind the head there is nothing.
void check_branch(Store& store) {
    const chain::Head head = store.head();
    std::vector<Hash256> requested;
    Hash256 expected = head.hash;
    for (std::uint64_t number = head.number; number > 0; --number) {
        const chain::StoredBlock block = store.block(number).value();
        BOOST_REQUIRE((block.hash == expected));
        expected = block.parent;
        requested.push_back(block.hash);
    }
    BOOST_TEST((expected == made_up_genesis().head.hash));
    constexpr chain::Budget unlimited{1 << 30, 1 << 30};
    BOOST_TEST(store.bodies(requested, unlimited).value().size() == head.number);
    BOOST_TEST(store.receipts(requested, unlimited).value().size() == head.number);
    BOOST_TEST((store.block(head.number + 1).error() == Errc::not_found));
}

bool knows(Store& store, const std::string& hash) {
    chain::HeaderQuery query;
    query.hash = fixed_from_hex<32>(hash);
    query.amount = 1;
    return !store.headers(query, {1, 1 << 20}).value().empty();
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

BOOST_AUTO_TEST_CASE(one_branch_or_the_other_is_whole_when_the_process_is_killed) {
    BOOST_TEST_MESSAGE("seed " << seed);
    Folder folder;
    std::mt19937 random{seed};
    Heads heads;
    heads.done = to_hex(made_up_genesis().head.hash);
    int changed = 0;

    for (int round = 0; round < rounds; ++round) {
        heads = replace_and_kill(folder.path(), random, heads);

        Store store = open(folder.path(), made_up_genesis());
        const std::string head = to_hex(store.head().hash);
        BOOST_TEST((head == heads.done || head == heads.tried));
        check_branch(store);
        const bool other_branch = heads.tried != heads.done && head != heads.tried;
        if (other_branch) BOOST_TEST(!knows(store, heads.tried));
        changed += head == heads.tried ? 1 : 0;
        heads.done = head;
        heads.tried = head;
    }
    BOOST_TEST(changed > 0);
}

BOOST_AUTO_TEST_SUITE_END()
