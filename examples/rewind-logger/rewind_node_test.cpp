// A node of the installed plexus that stores a made-up chain, leaves it for another branch, and has
// the logger, loaded from its shared object, print what happens.

#define BOOST_TEST_MODULE rewind_node
#include <boost/test/unit_test.hpp>

#include <api/chain/chain_profile.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/chain_writer.hpp>
#include <embed/embedded_node.hpp>
#include <kit/testing/eth/fake_chain.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/log/core/core.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>

using namespace plexus;

namespace {

/// The chain whose genesis block every made-up chain has that is made without options.
class MadeUpChain final : public Plugin {
public:
    static constexpr std::array provides{chain::ChainProfile::key};
    static constexpr std::array<Need, 0> needs{};

    explicit MadeUpChain(Host& host) { host.publish<chain::ChainProfile>(profile_); }

private:
    testing::FakeProfile profile_ = testing::FakeChain{}.profile();
};

constexpr PluginDescriptor made_up_chain =
    describe_plugin<MadeUpChain, "made_up_chain", "1.0.0", "a chain for a test">();

/// A folder of its own, removed at the end.
struct Folder {
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "rewind-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder");
        path = pattern;
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::filesystem::path path{};
};

/// What is printed while it lives.
struct Printed {
    Printed() : terminal(std::cout.rdbuf(text.rdbuf())) {}
    ~Printed() { std::cout.rdbuf(terminal); }
    Printed(const Printed&) = delete;
    Printed& operator=(const Printed&) = delete;

    std::ostringstream text{};
    std::streambuf* terminal;
};

/// Waits for a change that the node makes.
template <class T>
T wait_for(EmbeddedNode& node, awaitable<T> change) {
    return asio::co_spawn(node.executor(), std::move(change), asio::use_future).get();
}

std::string line(const char* what, const chain::StoredBlock& block) {
    return what + std::to_string(block.number) + " 0x" + to_hex(block.hash) + '\n';
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_node_that_changes_to_another_branch_tells_the_logger) {
    testing::FakeChain chain;
    chain.extend(5);
    const testing::FakeChain branch = chain.fork(3, 3);
    const Folder folder;
    boost::log::core::get()->set_logging_enabled(false);  // what is printed is the logger's alone
    Printed printed;

    EmbeddedNode node(
        {std::string{"plugins=chainstore,"} + REWIND_LOGGER, "data-dir=" + folder.path.string()},
        {.plugins = {&made_up_chain}});
    node.start();
    auto& writer = node.get<chain::ChainWriter>();
    wait_for(node, writer.append(chain.blocks(1, 5))).value();
    wait_for(node, writer.replace(chain.block(3).hash, branch.blocks(4, 6))).value();
    const chain::Head head = node.get<chain::ChainReader>().head();
    const int code = node.stop();

    std::string expected;
    for (std::uint64_t i = 1; i <= 5; ++i) expected += line("extended ", chain.block(i));
    expected += line("rewound to ", chain.block(3));
    for (std::uint64_t i = 4; i <= 6; ++i) expected += line("extended ", branch.block(i));
    BOOST_TEST(printed.text.str() == expected);
    BOOST_TEST((head.hash == branch.head().hash));
    BOOST_TEST(code == 0);
}
