#include <boost/test/unit_test.hpp>

#include <api/async/task_scope.hpp>
#include <kit/testing/eth/fake_store.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/loop.hpp>
#include <plugins/bsc/parlia/stored_headers.hpp>
#include <test_host/test_host.hpp>

#include "private_chain.hpp"

using namespace plexus;
using namespace plexus::testing;

extern "C" const PluginDescriptor plexus_plugin_v1;

BOOST_AUTO_TEST_SUITE(bsc_validators)

namespace {

constexpr std::chrono::seconds now{1000 + 3 * 10};

/// Rules of a private chain that know its genesis block and its first ten blocks.
struct Followed {
    PrivateChain chain{5};
    Hash256 genesis = crypto::keccak256(chain.genesis());
    bsc::Validators rules = make();
    std::vector<Bytes> row = chain.row(1, 10, genesis);
    Hash256 tip = crypto::keccak256(row.back());

    Followed() {
        BOOST_TEST_REQUIRE(rules.check(chain.genesis()).has_value());
        for (const Bytes& header : row) BOOST_TEST_REQUIRE(rules.check(header).has_value());
    }

    bsc::Validators make() const {
        return bsc::Validators(bsc::Parlia(chain.forks, genesis), bsc::Seals::known, std::nullopt,
                               [] { return WallTime{now}; });
    }

    ErrorCode check(const eth::Header& header, const PrivateValidator& sealer) const {
        const Result<void> lawful = rules.check(chain.seal(header, sealer));
        return lawful ? ErrorCode{} : lawful.error();
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_header_that_an_outsider_sealed_is_refused) {
    const Followed followed;
    const PrivateValidator stranger;

    BOOST_CHECK(followed.check(followed.chain.header(11, followed.tip), stranger) ==
                Errc::bad_signature);
    BOOST_CHECK(followed.check(followed.chain.header(11, followed.tip),
                               followed.chain.in_turn(11)) == ErrorCode{});
}

BOOST_AUTO_TEST_CASE(who_sealed_recently_waits) {
    const Followed followed;
    eth::Header header = followed.chain.header(11, followed.tip);
    header.difficulty = 1;

    // Of five, two wait: the sealers of the last two blocks.
    BOOST_CHECK(followed.check(header, followed.chain.in_turn(10)) == Errc::invalid_data);
    BOOST_CHECK(followed.check(header, followed.chain.in_turn(9)) == Errc::invalid_data);
    BOOST_CHECK(followed.check(header, followed.chain.in_turn(8)) == ErrorCode{});
}

BOOST_AUTO_TEST_CASE(the_difficulty_says_whose_turn_it_is) {
    const Followed followed;
    eth::Header header = followed.chain.header(11, followed.tip);

    BOOST_CHECK(followed.check(header, followed.chain.in_turn(13)) == Errc::invalid_data);
    header.difficulty = 1;
    BOOST_CHECK(followed.check(header, followed.chain.in_turn(11)) == Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(a_branch_has_a_snapshot_of_its_own) {
    const Followed followed;
    const Hash256 fork = crypto::keccak256(followed.row[5]);  // block 6
    eth::Header header = followed.chain.header(7, fork);
    header.difficulty = 1;

    // In the first branch it sealed block 9; in this one it has not sealed since block 4.
    BOOST_CHECK(followed.check(header, followed.chain.in_turn(9)) == ErrorCode{});
}

BOOST_AUTO_TEST_CASE(a_header_without_a_known_parent_must_be_a_members) {
    const Followed followed;
    const eth::Header header = followed.chain.header(30, Hash256{{1}});

    BOOST_CHECK(followed.check(header, PrivateValidator{}) == Errc::bad_signature);
    BOOST_CHECK(followed.check(header, followed.chain.in_turn(30)) == ErrorCode{});
    BOOST_TEST(followed.rules.checks_seals());  // the best block is recent
    BOOST_TEST(!followed.make().checks_seals());
}

BOOST_AUTO_TEST_CASE(a_new_set_comes_into_force_behind_its_epoch_header) {
    const PrivateChain before{3};
    const PrivateChain after{5};
    const Hash256 genesis = crypto::keccak256(before.genesis());
    const bsc::Validators rules{bsc::Parlia(before.forks, genesis), bsc::Seals::known, std::nullopt,
                                [] { return WallTime{}; }};
    BOOST_TEST_REQUIRE(rules.check(before.genesis()).has_value());
    std::vector<Bytes> row = before.row(1, 199, genesis);
    // The old set seals the header that announces the new one, and one more.
    row.push_back(
        before.seal(after.header(200, crypto::keccak256(row.back())), before.in_turn(200)));
    row.push_back(
        before.seal(after.header(201, crypto::keccak256(row.back())), before.in_turn(201)));
    for (const Bytes& header : row) BOOST_TEST_REQUIRE(rules.check(header).has_value());
    const eth::Header next = after.header(202, crypto::keccak256(row.back()));

    BOOST_CHECK(rules.check(before.seal(next, before.in_turn(202))).error() == Errc::bad_signature);
    BOOST_TEST(rules.check(after.seal(next, after.in_turn(202))).has_value());
}

BOOST_AUTO_TEST_CASE(behind_a_checkpoint_its_validators_are_known_200_blocks_later) {
    const PrivateChain chain{5};
    const std::vector<Bytes> row = chain.row(1000, 300, Hash256{{7}});
    const bsc::Checkpoint point{1000, crypto::keccak256(row.front())};
    const bsc::Validators rules{bsc::Parlia(chain.forks, Hash256{}), bsc::Seals::known, point,
                                [] { return WallTime{}; }};
    for (const Bytes& header : row) BOOST_TEST_REQUIRE(rules.check(header).has_value());

    const eth::Header next = chain.header(1300, crypto::keccak256(row.back()));
    BOOST_TEST(!rules.check(chain.seal(next, PrivateValidator{})));
    const eth::Header other = chain.header(1000, Hash256{{8}});  // not the trusted block
    BOOST_TEST(!rules.check(chain.seal(other, chain.in_turn(1000))));
}

BOOST_AUTO_TEST_CASE(after_a_restart_the_validators_come_from_the_store) {
    const PrivateChain chain{5};
    const std::vector<Bytes> row = chain.row(1000, 300, Hash256{{7}});
    std::vector<chain::StoredBlock> blocks;
    for (const Bytes& header : row) {
        const eth::Header decoded = eth::decode_header(header).value();
        blocks.push_back({.number = decoded.number,
                          .hash = crypto::keccak256(header),
                          .parent = decoded.parent,
                          .header = SharedBytes(Bytes(header)),
                          .body = SharedBytes(Bytes{0xc2, 0xc0, 0xc0})});
    }
    Loop loop;
    TestHost host(loop.executor(), "bsc");
    FakeStore store;
    FakeHeads heads;
    host.provide<chain::ChainReader>(store).provide<chain::ChainWriter>(store);
    host.provide<chain::HeadTracker>(heads);
    const auto plugin = host.create(plexus_plugin_v1);  // declares what may be looked up
    const bsc::Validators rules{bsc::Parlia(chain.forks, Hash256{}), bsc::Seals::known,
                                std::nullopt, [] { return WallTime{}; }};
    bsc::StoredHeaders stored(host, rules);
    TaskScope tasks(loop.executor());
    tasks.spawn("stored headers", stored.follow());
    loop.settle();

    BOOST_TEST_REQUIRE(loop.run(store.begin_at(blocks.front(), 0)).has_value());
    blocks.erase(blocks.begin());
    BOOST_TEST_REQUIRE(loop.run(store.append(blocks)).has_value());
    heads.set_local_head(store.head(), 1000);
    loop.settle();

    const eth::Header next = chain.header(1300, crypto::keccak256(row.back()));
    BOOST_TEST(rules.knows(next.parent));
    BOOST_TEST(!rules.check(chain.seal(next, PrivateValidator{})));
    BOOST_TEST(rules.check(chain.seal(next, chain.in_turn(1300))).has_value());
    tasks.cancel();
    loop.run(tasks.join());
}

BOOST_AUTO_TEST_SUITE_END()
