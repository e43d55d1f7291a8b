// Changes the store in the folder it is given, for ever; the kill test kills it.
//   writer append FOLDER BATCH   appends made-up blocks, and prints each head number once append()
//   has
//                                confirmed it
//   writer replace FOLDER SEED   leaves some blocks for others again and again; prints `try HASH`,
//   the head
//                                that this will make, and `done HASH` once replace() has confirmed
//                                it

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "test_chain.hpp"

using namespace plexus;
using namespace plexus::chainstore;

namespace {

constexpr std::uint64_t most_left = 20;
constexpr std::uint64_t most_taken = 40;
constexpr std::size_t most_recent = 64;

bool say(const std::string& line) {
    const std::string text = line + "\n";
    return ::write(STDOUT_FILENO, text.data(), text.size()) >= 0;
}

bool append(Store& store, std::size_t batch) {
    const auto head = store.append(test::made_up_blocks(store.head(), batch));
    return head && say(std::to_string(head->number));
}

bool replace(Store& store, std::mt19937_64& random) {
    const std::uint64_t number = store.head().number;
    const std::uint64_t left = std::min(number, random() % (most_left + 1));
    const chain::Head ancestor = store.head_at(number - left).value();
    const auto branch = test::made_up_blocks(ancestor, random() % most_taken + 1, random());
    if (!say("try  " + to_hex(branch.back().hash))) return false;
    const auto replaced = store.replace(ancestor.hash, branch);
    return replaced && say("done " + to_hex(replaced->hash));
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) return EXIT_FAILURE;
    const std::string mode = arguments[1];
    const auto number = static_cast<std::size_t>(std::strtoul(arguments[3], nullptr, 10));
    // A few, so that numbers are written into the table all the time.
    Store store = test::open_with_recent(arguments[2], test::made_up_genesis(), most_recent);
    std::mt19937_64 random{number};
    while (mode == "append" ? append(store, number) : replace(store, random)) {
    }
    return EXIT_FAILURE;
}
