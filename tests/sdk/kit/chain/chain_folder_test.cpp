#include <boost/test/unit_test.hpp>

#include <fstream>

#include <api/plugin/config_error.hpp>
#include <kit/chain/chain_folder.hpp>
#include <kit/eth/types/header.hpp>
#include <tests/kernel/temporary_folder.hpp>

using namespace plexus;

namespace {

chain::SpecProfile chain_of(const char* name, std::uint64_t gas_limit) {
    eth::Header header;
    header.gas_limit = gas_limit;
    chain::ChainSpec spec;
    spec.name = name;
    spec.genesis_header = eth::encode_header(header);
    return chain::SpecProfile(std::move(spec));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chain_folder)

BOOST_AUTO_TEST_CASE(a_command_is_about_the_chain_of_the_folder) {
    const kernel::TemporaryFolder folder;
    const chain::SpecProfile own = chain_of("devnet", 1);
    const chain::SpecProfile other = chain_of("bsc", 2);
    BOOST_CHECK_NO_THROW(chain::check_chain(folder.path(), other));  // it may be anybody's

    chain::note_chain(folder.path(), own);

    BOOST_CHECK_NO_THROW(chain::check_chain(folder.path(), own));
    BOOST_CHECK_EXCEPTION(
        chain::check_chain(folder.path(), other), ConfigError, [](const ConfigError& error) {
            const std::string text = error.what();
            return text.find("was on the chain of 'devnet'") != std::string::npos &&
                   text.find("not on that of 'bsc'") != std::string::npos;
        });
}

BOOST_AUTO_TEST_CASE(a_damaged_note_says_nothing) {
    const kernel::TemporaryFolder folder;
    for (const char* text : {"", "0x12", "zz devnet", "\n\n"}) {
        std::ofstream(folder.path() / "genesis", std::ios::trunc) << text;
        BOOST_CHECK_NO_THROW(chain::check_chain(folder.path(), chain_of("bsc", 2)));
    }
}

BOOST_AUTO_TEST_SUITE_END()
