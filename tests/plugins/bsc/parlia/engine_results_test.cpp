#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include <kit/crypto/keccak.hpp>
#include <plugins/bsc/parlia/validators.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

// Compares our rules with BSC's own engine: the file that PLEXUS_PARLIA_RESULTS names is the
// output of tests/interop/bsc/parlia. Without it there is nothing to compare.

using namespace plexus;
using namespace plexus::testing;

namespace bsc_engine_results {
namespace {

constexpr const char* variable = "PLEXUS_PARLIA_RESULTS";

struct Line {
    std::string kind;
    bool accepted = false;
    Bytes header;
};

/// What BSC has said, in order; good headers follow each other.
struct EngineResults {
    std::ifstream file{std::getenv(variable)};
    bsc::Schedule forks;

    EngineResults() {
        std::string word;
        file >> word >> forks.chain_id >> forks.luban >> forks.plato >> forks.london >>
            forks.cancun >> forks.bohr >> forks.prague >> forks.lorentz >> forks.maxwell >>
            forks.fermi;
        BOOST_TEST_REQUIRE(word == "schedule");
    }

    std::optional<Line> next() {
        Line line;
        std::string result;
        std::string digits;
        if (!(file >> line.kind >> result >> digits)) return std::nullopt;
        line.accepted = result == "accepted";
        line.header = hex(digits);
        return line;
    }

    std::unique_ptr<bsc::Validators> rules(const Hash256& genesis,
                                           std::optional<bsc::Checkpoint> checkpoint = {}) const {
        return std::make_unique<bsc::Validators>(bsc::Parlia(forks, genesis), bsc::Seals::known,
                                                 checkpoint, [] { return WallTime{}; });
    }
};

boost::test_tools::assertion_result has_results(boost::unit_test::test_unit_id) {
    return std::getenv(variable) != nullptr;
}

}  // namespace
}  // namespace bsc_engine_results

BOOST_AUTO_TEST_SUITE(bsc_engine_results,
                      *boost::unit_test::precondition(bsc_engine_results::has_results))

BOOST_AUTO_TEST_CASE(of_each_header_ours_is_that_of_bsc) {
    EngineResults results;
    const Line genesis = results.next().value();
    const auto rules = results.rules(crypto::keccak256(genesis.header));
    BOOST_TEST_REQUIRE(rules->check(genesis.header).has_value());

    std::size_t compared = 0;
    while (const std::optional<Line> line = results.next()) {
        const bool ours = rules->check(line->header).has_value();
        // BLS signatures are not checked.
        const bool expected = line->accepted || line->kind == "bls";
        BOOST_TEST_CONTEXT(line->kind << " of block "
                                      << eth::decode_header(line->header).value().number) {
            BOOST_TEST_REQUIRE(ours == expected);
        }
        ++compared;
    }
    BOOST_TEST_MESSAGE(compared << " headers compared");
    BOOST_TEST(compared > 8000U);
}

/// Behind a checkpoint nothing good is refused; and once its validators have come into force, what
/// only an outsider has sealed is.
BOOST_AUTO_TEST_CASE(behind_a_checkpoint_good_headers_pass_and_strangers_do_not) {
    EngineResults all;
    const Hash256 genesis = crypto::keccak256(all.next().value().header);
    std::unique_ptr<bsc::Validators> rules;
    while (const std::optional<Line> line = all.next()) {
        const std::uint64_t number = eth::decode_header(line->header).value().number;
        if (line->kind == "good" && number == 2000) {
            rules = all.rules(genesis, bsc::Checkpoint{2000, crypto::keccak256(line->header)});
        }
        if (!rules) continue;
        const bool outsider = line->kind == "stranger" || line->kind == "of-another-epoch";
        BOOST_TEST_CONTEXT(line->kind << " of block " << number) {
            if (line->kind == "good") BOOST_TEST_REQUIRE(rules->check(line->header).has_value());
            if (outsider && number > 2200) BOOST_TEST_REQUIRE(!rules->check(line->header));
        }
    }
    BOOST_TEST_REQUIRE(rules != nullptr);
}

/// After a restart the snapshots come from stored headers alone.
BOOST_AUTO_TEST_CASE(rebuilt_from_stored_headers_the_results_are_the_same) {
    EngineResults all;
    const Hash256 genesis = crypto::keccak256(all.next().value().header);
    const auto rules = all.rules(genesis);
    std::vector<SharedBytes> stored;
    std::size_t compared = 0;
    while (const std::optional<Line> line = all.next()) {
        const std::uint64_t number = eth::decode_header(line->header).value().number;
        if (number < 1500) continue;
        if (number <= 4000) {
            if (line->kind == "good") stored.emplace_back(Bytes(line->header));
            continue;
        }
        if (compared++ == 0) BOOST_TEST_REQUIRE(rules->rebuild(stored).has_value());
        const bool expected = line->accepted || line->kind == "bls";
        BOOST_TEST_CONTEXT(line->kind << " of block " << number) {
            BOOST_TEST_REQUIRE(rules->check(line->header).has_value() == expected);
        }
    }
    BOOST_TEST(rules->knows(crypto::keccak256(stored.back())));
    BOOST_TEST(compared > 400U);
}

BOOST_AUTO_TEST_SUITE_END()
