// Appends made-up blocks to the store in the folder it is given, for ever, and prints each head
// number once append() has confirmed it. The kill test kills it.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "test_chain.hpp"

using namespace plexus;
using namespace plexus::chainstore;

int main(int count, char** arguments) {
    if (count != 3) return EXIT_FAILURE;
    const auto batch = static_cast<std::size_t>(std::strtoul(arguments[2], nullptr, 10));
    Store store = test::open(arguments[1], test::made_up_genesis());
    while (true) {
        const auto head = store.append(test::made_up_blocks(store.head(), batch));
        if (!head) return EXIT_FAILURE;
        const std::string line = std::to_string(head->number) + "\n";
        if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) return EXIT_FAILURE;
    }
}
