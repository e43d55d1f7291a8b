#include <boost/test/unit_test.hpp>

#include <kit/testing/log_capture.hpp>

#include <tests/plugins/sync/stage.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using testing::FakeChain;
using testing::FakeRemote;

namespace {

using Items = FakeRemote::Items;

constexpr std::uint64_t large = 101;  ///< the number of the block

/// A block whose receipts may have more than 16 MiB, among small ones.
FakeChain chain_with_large_block() {
    FakeChain chain;
    chain.extend(large - 1).extend(
        1, 0, [](eth::Header& header) { header.gas_limit = header.gas_used = 200'000'000; });
    return chain.extend(19);
}

struct Crowd : testing::SyncStage {
    Crowd() {
        host.set("exit-when-done", "false");
        store = testing::FakeStore(chain.fork(0, 0));
    }

    const FakeChain chain = chain_with_large_block();
    const Hash256 hash = chain.block(large).hash;
    std::size_t sent = 0;   ///< how often eth/69 got a request for them
    std::size_t mixed = 0;  ///< how often together with others

    /// As a server that writes no longer message than RLPx has: the session ends.
    FakeRemote& join_eth69() {
        FakeRemote& remote = join(chain, chain.height());
        remote.speaks_version = 69;
        remote.on_receipts = [this](std::vector<Hash256> hashes) -> awaitable<Items> {
            if (std::ranges::find(hashes, hash) == hashes.end()) {
                co_return testing::receipts_of(chain, hashes);
            }
            ++sent;
            if (hashes.size() > 1) ++mixed;
            co_return make_error_code(Errc::peer_gone);
        };
        return remote;
    }
    void join_eth70() { join(chain, chain.height()).speaks_version = 70; }
    std::uint64_t stored() const { return store.stored().height(); }
    bool anyone_paid() {
        for (std::size_t i = 0; i < remotes().size(); ++i) {
            for (const net::PeerEvent event :
                 {net::PeerEvent::sent_bad_data, net::PeerEvent::empty_response,
                  net::PeerEvent::timed_out}) {
                if (testing::has_event(peer(i), event)) return true;
            }
        }
        return false;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(large_receipts, Crowd)

BOOST_AUTO_TEST_CASE(a_block_that_eth69_cannot_carry_is_named_and_waits_for_eth70) {
    const testing::LogCapture log;
    for (int i = 0; i < 3; ++i) join_eth69();
    begin();
    loop.advance(1min);

    BOOST_TEST(stored() == large - 1);
    BOOST_TEST(sent == 3U);
    BOOST_TEST(mixed == 0U);
    loop.advance(1h);
    BOOST_TEST(sent <= 3U * 7U);
    BOOST_TEST(log.count("peers of eth/70 can send them") == 1U);
    BOOST_TEST(log.count("block=101 hash=" + to_hex(hash)) == 1U);
    BOOST_TEST(!anyone_paid());

    join_eth70();
    loop.advance(5s);
    BOOST_TEST(stored() == chain.height());
}

BOOST_AUTO_TEST_CASE(a_peer_of_eth70_gets_the_request_first) {
    for (int i = 0; i < 3; ++i) join_eth69();
    join_eth70();
    begin();
    loop.advance(1min);

    BOOST_TEST(stored() == chain.height());
    BOOST_TEST(sent == 0U);
}

BOOST_AUTO_TEST_CASE(what_one_message_carries_all_the_same_comes_from_eth69) {
    join_eth69();
    join(chain, chain.height()).speaks_version = 69;
    begin();
    loop.advance(1min);

    BOOST_TEST(stored() == chain.height());
}

BOOST_AUTO_TEST_SUITE_END()
