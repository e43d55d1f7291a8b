#include <boost/test/unit_test.hpp>

#include <api/eth/handlers.hpp>

#include <tests/plugins/sync/stage.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using testing::FakeChain;
using testing::FakeRemote;
using testing::FakeStore;
using testing::main_chain;
using testing::SyncStage;

namespace held {
namespace {

constexpr int done = 0;

/// As the relay's: the head is the store's, and blocks are found that are not stored yet.
class WiderReader final : public chain::ChainReader {
public:
    WiderReader(FakeStore& store, FakeChain recent) : store_(store), recent_(std::move(recent)) {}

    chain::Head head() const override { return store_.head(); }
    std::uint64_t earliest() const override { return store_.earliest(); }
    awaitable<Result<Hash256>> canonical_hash(std::uint64_t number) override {
        return store_.canonical_hash(number);
    }
    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query,
                                               chain::Budget budget) override {
        return recent_.headers(query, budget);
    }
    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes,
                                              chain::Budget budget) override {
        return recent_.bodies(std::move(hashes), budget);
    }
    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes,
                                                chain::Budget budget) override {
        return store_.receipts(std::move(hashes), budget);
    }

private:
    FakeStore& store_;
    FakeStore recent_;
};

struct Held : SyncStage {
    static constexpr std::uint64_t height = 600;

    Held() : wider(store, main_chain().fork(height, 0)) { stored_up_to(500); }

    WiderReader wider;
};

}  // namespace
}  // namespace held

BOOST_FIXTURE_TEST_SUITE(held, Held)

BOOST_AUTO_TEST_CASE(a_head_that_is_stored_is_not_requested) {
    FakeRemote& remote = join(500);

    BOOST_TEST((run() == done));
    BOOST_TEST(remote.header_requests == 0U);
}

BOOST_AUTO_TEST_CASE(blocks_that_are_held_and_not_stored_are_stored_without_a_request) {
    reader = &wider;
    host.set("receipts", "false");
    FakeRemote& remote = join(height);

    BOOST_TEST((run() == done));
    BOOST_TEST((store.head().hash == main_chain().block(height).hash));
    BOOST_TEST(remote.header_requests == 0U);
    BOOST_TEST(remote.body_requests == 0U);
}

BOOST_AUTO_TEST_CASE(their_receipts_are_all_that_is_requested) {
    reader = &wider;
    FakeRemote& remote = join(height);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(height));
    BOOST_TEST(remote.header_requests == 0U);
    BOOST_TEST(remote.body_requests == 0U);
    BOOST_TEST(remote.receipt_requests > 0U);
}

BOOST_AUTO_TEST_CASE(what_is_not_held_is_requested) {
    reader = &wider;
    FakeRemote& remote = join(height + 50);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(height + 50));
    BOOST_TEST(remote.body_requests > 0U);
    BOOST_TEST(remote.body_requests < 4U);
}

BOOST_AUTO_TEST_CASE(an_announced_block_that_is_held_is_not_requested) {
    reader = &wider;
    host.set("receipts", "false").set("exit-when-done", "false");
    FakeRemote& remote = join(500);
    begin();
    loop.advance(1s);
    eth::BlockHandler& live = *host.every_published<eth::BlockHandler>().front();
    eth::Origin origin;
    origin.peer = peer(0).shared_from_this();
    const std::vector<eth::BlockAnnouncement> blocks{{main_chain().block(501).hash, 501}};
    auto call = live.on_block_hashes(origin, blocks);
    (void)loop.run(std::move(call));
    loop.settle();

    BOOST_TEST(store.head().number == 501U);
    BOOST_TEST(remote.header_requests + remote.body_requests == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
