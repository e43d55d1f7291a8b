#include <boost/test/unit_test.hpp>

#include <kit/crypto/keccak.hpp>

#include "crowd.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using testing::Crowd;
using testing::FakeChain;
using testing::FakeRemote;

namespace {

using Items = FakeRemote::Items;

constexpr std::size_t honest = 50;
constexpr std::size_t hostile = 5;
constexpr int start_score = 50;

struct Hour : Crowd {
    /// An hour with this kind of hostile peers, which were there first.
    /// @param made_up_blocks  how many blocks they can put on top of the honest head
    void live_with(const Spoil& spoil, std::uint64_t made_up_blocks = 0) {
        join_hostile(hostile, spoil);
        join_honest(honest);
        begin();
        live(1h);
        end();

        BOOST_TEST(has_honest_head());
        BOOST_TEST(store.head().number <= height() + made_up_blocks);
        BOOST_TEST(honest_dropped() == 0U);
        BOOST_TEST(lowest_honest_score() >= start_score);
    }

    static Items nothing() { return chain::RawItems{}; }

    /// Has this header alone.
    static void show_only(FakeRemote& remote, const SharedBytes& header) {
        const Hash256 hash = crypto::keccak256(header);
        remote.said.head = hash;
        remote.said.latest = 0;
        remote.on_headers = [header, hash](chain::HeaderQuery query) -> awaitable<Items> {
            if (query.hash != hash) co_return nothing();
            chain::RawItems items;
            items.push_back(header);
            co_return items;
        };
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(crowd, Hour)

BOOST_AUTO_TEST_CASE(silent_peers_with_heavy_claims) {
    live_with([](FakeRemote& remote) {
        remote.silent = true;
        remote.said.total_difficulty = Uint256::max();
    });
}

BOOST_AUTO_TEST_CASE(heads_of_an_invented_height) {
    live_with([this](FakeRemote& remote) {
        eth::Header header = truth.header(height());
        header.number = 1'000'000;
        show_only(remote, SharedBytes{eth::encode_header(header)});
        remote.said.total_difficulty = Uint256::max();
    });
}

BOOST_AUTO_TEST_CASE(old_heads_with_great_difficulty) {
    live_with([this](FakeRemote& remote) {
        remote.follow(truth, 10);
        remote.said.total_difficulty = Uint256::max();
    });
}

BOOST_AUTO_TEST_CASE(old_heads_with_great_numbers) {
    live_with([this](FakeRemote& remote) {
        remote.follow(truth, 10);
        remote.said.total_difficulty = {};
        remote.said.latest = std::uint64_t{1} << 40;
    });
}

BOOST_AUTO_TEST_CASE(made_up_tips_of_which_nothing_else_exists) {
    live_with([this](FakeRemote& remote) {
        eth::Header header = truth.header(height());
        header.parent = truth.head().hash;
        ++header.number;
        show_only(remote, SharedBytes{eth::encode_header(header)});
    });
}

BOOST_AUTO_TEST_CASE(made_up_tips_that_are_whole) {
    // Each hostile peer shows a child of the honest head a minute before the honest one comes.
    // Without seals nobody can tell it from that one, but it is left when the honest chain is
    // longer.
    std::vector<std::shared_ptr<FakeChain>> made_up;
    live_with(
        [this, &made_up](FakeRemote& remote) {
            made_up.push_back(std::make_shared<FakeChain>(truth.fork(height(), 1, 1'000'000)));
            remote.follow(*made_up.back(), made_up.back()->height());
            if (made_up.size() > 3 * hostile) made_up.erase(made_up.begin());
        },
        1);
}

BOOST_AUTO_TEST_CASE(tricklers) {
    live_with([this](FakeRemote& remote) {
        remote.follow(truth, height());
        remote.most_items = 1;
        remote.delay = 4s;
    });
}

BOOST_AUTO_TEST_CASE(peers_that_show_a_head_and_are_silent_then) {
    live_with([this](FakeRemote& remote) {
        remote.follow(truth, height());
        remote.said.total_difficulty = Uint256::max();
        remote.on_headers = [this](chain::HeaderQuery query) -> awaitable<Items> {
            if (query.hash) co_return testing::headers_of(truth, height(), query);
            co_await sleep_for(30s);
            co_return make_error_code(Errc::timed_out);
        };
    });
}

BOOST_AUTO_TEST_CASE(peers_without_contents) {
    live_with([this](FakeRemote& remote) {
        remote.follow(truth, height());
        remote.on_bodies = [](std::vector<Hash256>) -> awaitable<Items> { co_return nothing(); };
        remote.on_receipts = [](std::vector<Hash256>) -> awaitable<Items> { co_return nothing(); };
    });
}

BOOST_AUTO_TEST_CASE(peers_with_the_contents_of_other_blocks) {
    live_with([this](FakeRemote& remote) {
        remote.follow(truth, height());
        remote.on_bodies = [this](std::vector<Hash256>) -> awaitable<Items> {
            co_return chain::RawItems{truth.block(1).body};
        };
        remote.on_receipts = [this](std::vector<Hash256>) -> awaitable<Items> {
            co_return chain::RawItems{*truth.block(1).receipts};
        };
    });
}

BOOST_AUTO_TEST_CASE(a_long_branch_without_contents) {
    const FakeChain branch = truth.fork(200, 600, 1'000'000);
    live_with([&branch](FakeRemote& remote) {
        remote.follow(branch, branch.height());
        remote.on_bodies = [](std::vector<Hash256>) -> awaitable<Items> { co_return nothing(); };
    });
}

BOOST_AUTO_TEST_CASE(a_long_branch_that_is_lighter) {
    testing::ChainOptions light;
    light.difficulty = 1;
    FakeChain branch = truth.fork(5, 0);
    for (chain::StoredBlock& block : testing::fake_blocks(branch.head(), 500, light)) {
        branch.add(std::move(block));
    }
    live_with([&branch](FakeRemote& remote) { remote.follow(branch, branch.height()); });
}

BOOST_AUTO_TEST_SUITE_END()
