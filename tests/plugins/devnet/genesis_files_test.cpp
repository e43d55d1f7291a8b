// Many kinds of genesis files, against what go-ethereum and BSC make of them.

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <api/plugin/config_error.hpp>
#include <plugins/devnet/genesis_block.hpp>
#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(devnet_genesis_files)

namespace {

/// For the file that has no chain id to take it from.
constexpr std::uint64_t network_id = 7;

chain::SpecProfile profile_of(const json::value& file) {
    const std::string text = json::serialize(file.at("genesis"));
    return chain::SpecProfile{
        devnet::spec_of(devnet::parse_genesis(text, "test.json"), network_id)};
}

/// @returns what the operator is told; empty if the file is taken
std::string refusal_of(const json::value& file) {
    try {
        profile_of(file);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

const json::array& files() {
    static const json::value all = vectors("genesis_files.json");
    return all.at("files").as_array();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_makes_the_block_and_fork_id_that_its_own_program_makes) {
    std::size_t count = 0;
    for (const json::value& file : files()) {
        if (file.as_object().contains("refused") || file.as_object().contains("refused_here")) {
            continue;
        }
        ++count;
        BOOST_TEST_CONTEXT(file.at("name")) {
            BOOST_TEST_REQUIRE(refusal_of(file) == "");
            const chain::SpecProfile profile = profile_of(file);
            BOOST_TEST(to_hex(profile.genesis().hash) == std::string{file.at("hash").as_string()});
            const chain::ForkId id = profile.fork_id(profile.genesis());
            BOOST_TEST(to_hex(id.hash) == std::string{file.at("fork_id").as_string()});
            BOOST_TEST(id.next == number(file.at("next")));
        }
    }
    BOOST_TEST(count == 39U);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_refused_there_or_not_known_here_is_refused) {
    std::size_t count = 0;
    for (const json::value& file : files()) {
        const json::value* here = file.as_object().if_contains("refused_here");
        if (here == nullptr && !file.as_object().contains("refused")) continue;
        ++count;
        BOOST_TEST_CONTEXT(file.at("name")) {
            const std::string why = refusal_of(file);
            BOOST_TEST(why.starts_with("devnet.genesis: "));
            if (here != nullptr) {
                BOOST_TEST(why.find(std::string_view{here->as_string()}) != std::string::npos);
            }
        }
    }
    BOOST_TEST(count == 12U);
}

BOOST_AUTO_TEST_SUITE_END()
