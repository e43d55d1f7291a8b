#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <kit/crypto/keccak.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>
#include <kit/trie/root.hpp>

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

/// How many hostile peers there are where a crowd of them is tried.
constexpr std::array crowds{std::size_t{5}, std::size_t{20}, std::size_t{33}, std::size_t{100}};

/// How long the honest head may take to become ours, whoever else is there. Branches of their own
/// whose contents nobody shows cost most: about 20 s with 5 such peers, 135 s with 100.
constexpr auto head_limit = 180s;

struct Hour : Crowd {
    /// An hour with this kind of hostile peers, which were there first.
    /// @param made_up_blocks  how many blocks they can put on top of the honest head
    void live_with(const Spoil& spoil, std::uint64_t made_up_blocks = 0) {
        live_with(std::vector<Spoil>(1, spoil), hostile, made_up_blocks);
    }

    /// The same with several kinds at once.
    void live_with(const std::vector<Spoil>& kinds, std::size_t of_each,
                   std::uint64_t made_up_blocks) {
        for (const Spoil& spoil : kinds) join_hostile(of_each, spoil);
        join_honest(honest);
        begin();
        live(1h);
        // Each further kind has dead ends of its own that are looked into first.
        for (std::size_t i = 1; i < kinds.size() && !has_honest_head(); ++i) loop.advance(5s);
        end();

        BOOST_TEST(has_honest_head());
        BOOST_TEST(store.head().number <= height() + made_up_blocks);
        BOOST_TEST(honest_dropped() == 0U);
        BOOST_TEST(lowest_honest_score() >= start_score);
    }

    /// A crowd of this kind, which was there first.
    void follow_among(const Spoil& spoil, std::size_t count) {
        join_hostile(count, spoil);
        join_honest(honest);
        begin();
        const Duration took = live_until_honest_head();
        BOOST_TEST_MESSAGE(count << " hostile peers: " << took / 1s << " s");
        const std::size_t missed_at_first = missed();
        live(5min);
        end();

        BOOST_TEST((took <= head_limit));
        BOOST_TEST(has_honest_head());
        BOOST_TEST(missed() == missed_at_first);
        BOOST_TEST(honest_dropped() == 0U);
        BOOST_TEST(lowest_honest_score() >= start_score);
    }

    static awaitable<Items> never() {
        co_await sleep_for(30s);
        co_return make_error_code(Errc::timed_out);
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

    awaitable<eth::ValidationResult> announce_nothing(eth::BlockHandler& handler,
                                                      eth::Origin origin) {
        std::vector<eth::BlockAnnouncement> blocks;
        for (std::uint64_t above = 1; above <= 16; ++above) {
            const std::string seed = std::to_string(invented++);
            blocks.push_back({crypto::keccak256(bytes_of(seed)), height() + above % 3});
        }
        co_return co_await handler.on_block_hashes(origin, blocks);
    }

    awaitable<eth::ValidationResult> send_spoilt_block(eth::BlockHandler& handler,
                                                       eth::Origin origin) {
        const FakeChain next = truth.fork(height(), 1, 1'000'000);
        eth::RawBlock block = next.raw_block(next.height());
        block.body = truth.raw_block(1).body;
        co_return co_await handler.on_block(origin, block);
    }

    /// A body with an item that the header does not commit to.
    static SharedBytes with_another_item(const SharedBytes& body) {
        rlp::Reader in{body};
        rlp::Writer out(body.size() + 8);
        out.list([&] {
            while (in.more()) out.raw(in.raw());
            out.list([] {});
        });
        return SharedBytes{out.take()};
    }

    // The kinds of hostile peers.

    Spoil silent_peers_with_heavy_claims() {
        return [](FakeRemote& remote) {
            remote.silent = true;
            remote.said.total_difficulty = Uint256::max();
        };
    }

    Spoil heads_of_an_invented_height() {
        return [this](FakeRemote& remote) {
            eth::Header header = truth.header(height());
            header.number = 1'000'000;
            show_only(remote, SharedBytes{eth::encode_header(header)});
            remote.said.total_difficulty = Uint256::max();
        };
    }

    Spoil old_heads_with_great_difficulty() {
        return [this](FakeRemote& remote) {
            remote.follow(truth, 10);
            remote.said.total_difficulty = Uint256::max();
        };
    }

    Spoil old_heads_with_great_numbers() {
        return [this](FakeRemote& remote) {
            remote.follow(truth, 10);
            remote.said.total_difficulty = {};
            remote.said.latest = std::uint64_t{1} << 40;
        };
    }

    Spoil made_up_tips_of_which_nothing_else_exists() {
        return [this](FakeRemote& remote) {
            eth::Header header = truth.header(height());
            header.parent = truth.head().hash;
            ++header.number;
            show_only(remote, SharedBytes{eth::encode_header(header)});
        };
    }

    Spoil made_up_tips_that_are_whole() {
        // Each hostile peer shows a child of the honest head a minute before the honest one comes.
        // Without seals nobody can tell it from that one, but it is left when the honest chain is
        // longer.
        return [this](FakeRemote& remote) {
            made_up.push_back(std::make_shared<FakeChain>(truth.fork(height(), 1, 1'000'000)));
            remote.follow(*made_up.back(), made_up.back()->height());
            if (made_up.size() > 3 * hostile) made_up.erase(made_up.begin());
        };
    }

    /// A child of the honest head that is whole, as its body is empty, and beats every chain in one
    /// header, or is of a time to come.
    Spoil tips_that_cannot_be(std::function<void(eth::Header&)> change) {
        return [this, change = std::move(change)](FakeRemote& remote) {
            eth::Header header = truth.header(height());
            header.parent = truth.head().hash;
            ++header.number;
            header.time += 10;
            header.coinbase.bytes[0] = static_cast<std::uint8_t>(++invented);
            header.uncles_hash = crypto::keccak256(Bytes{0xc0});
            header.transactions_root = trie::empty_root();
            header.receipts_root = trie::empty_root();
            change(header);
            show_only(remote, SharedBytes{eth::encode_header(header)});
        };
    }

    Spoil tricklers() {
        return [this](FakeRemote& remote) {
            remote.follow(truth, height());
            remote.most_items = 1;
            remote.delay = 4s;
        };
    }

    Spoil peers_that_show_a_head_and_are_silent_then() {
        return [this](FakeRemote& remote) {
            remote.follow(truth, height());
            remote.said.total_difficulty = Uint256::max();
            remote.on_headers = [this](chain::HeaderQuery query) -> awaitable<Items> {
                if (query.hash) co_return testing::headers_of(truth, height(), query);
                co_return co_await never();
            };
        };
    }

    Spoil peers_without_contents() {
        return [this](FakeRemote& remote) {
            remote.follow(truth, height());
            remote.on_bodies = [](std::vector<Hash256>) -> awaitable<Items> {
                co_return nothing();
            };
            remote.on_receipts = [](std::vector<Hash256>) -> awaitable<Items> {
                co_return nothing();
            };
        };
    }

    Spoil peers_silent_about_contents() {
        return [this](FakeRemote& remote) {
            remote.follow(truth, height());
            remote.on_bodies = [](std::vector<Hash256>) { return never(); };
            remote.on_receipts = [](std::vector<Hash256>) { return never(); };
        };
    }

    /// Each has a branch of its own, and responds for its headers alone.
    Spoil branches_of_their_own_without_contents() {
        return [this](FakeRemote& remote) {
            FakeChain& branch = branches[&remote];
            branch = truth.fork(height() - 5, 9, ++invented);
            remote.follow(branch, branch.height());
            remote.on_bodies = [](std::vector<Hash256>) { return never(); };
            remote.on_receipts = [](std::vector<Hash256>) { return never(); };
        };
    }

    Spoil peers_with_the_contents_of_other_blocks() {
        return [this](FakeRemote& remote) {
            remote.follow(truth, height());
            remote.on_bodies = [this](std::vector<Hash256>) -> awaitable<Items> {
                co_return chain::RawItems{truth.block(1).body};
            };
            remote.on_receipts = [this](std::vector<Hash256>) -> awaitable<Items> {
                co_return chain::RawItems{*truth.block(1).receipts};
            };
        };
    }

    Spoil peers_whose_bodies_have_an_item_that_no_header_commits_to() {
        return [this](FakeRemote& remote) {
            remote.follow(truth, height());
            remote.on_bodies = [this](std::vector<Hash256> hashes) -> awaitable<Items> {
                chain::RawItems bodies = testing::bodies_of(truth, hashes);
                for (SharedBytes& body : bodies) body = with_another_item(body);
                co_return bodies;
            };
        };
    }

    /// They are honest until the node has the chain, and then on a heavier one that leaves it below
    /// what it may leave.
    Spoil branches_beyond_the_deepest_reorganisation() {
        host.set("max-reorg", "64");
        const auto branch = std::make_shared<FakeChain>(truth.fork(200, 600, 1'000'000));
        return [this, branch](FakeRemote& remote) {
            if (store.head().number < 300) return remote.follow(truth, height());
            remote.follow(*branch, branch->height());
        };
    }

    Spoil a_long_branch_without_contents() {
        const auto branch = std::make_shared<FakeChain>(truth.fork(200, 600, 1'000'000));
        return [branch](FakeRemote& remote) {
            remote.follow(*branch, branch->height());
            remote.on_bodies = [](std::vector<Hash256>) -> awaitable<Items> {
                co_return nothing();
            };
        };
    }

    Spoil a_long_branch_that_is_lighter() {
        testing::ChainOptions light;
        light.difficulty = 1;
        const auto branch = std::make_shared<FakeChain>(truth.fork(5, 0));
        for (chain::StoredBlock& block : testing::fake_blocks(branch->head(), 500, light)) {
            branch->add(std::move(block));
        }
        return [branch](FakeRemote& remote) { remote.follow(*branch, branch->height()); };
    }

private:
    std::vector<std::shared_ptr<FakeChain>> made_up{};
    std::map<const FakeRemote*, FakeChain> branches{};
    std::uint64_t invented = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(crowd, Hour)

BOOST_AUTO_TEST_CASE(silent_peers_with_heavy_claims_harm_nobody) {
    live_with(silent_peers_with_heavy_claims());
}

BOOST_AUTO_TEST_CASE(heads_of_an_invented_height_harm_nobody) {
    live_with(heads_of_an_invented_height());
}

BOOST_AUTO_TEST_CASE(old_heads_with_great_difficulty_harm_nobody) {
    live_with(old_heads_with_great_difficulty());
}

BOOST_AUTO_TEST_CASE(old_heads_with_great_numbers_harm_nobody) {
    live_with(old_heads_with_great_numbers());
}

BOOST_AUTO_TEST_CASE(made_up_tips_of_which_nothing_else_exists_harm_nobody) {
    live_with(made_up_tips_of_which_nothing_else_exists());
}

BOOST_AUTO_TEST_CASE(made_up_tips_that_are_whole_harm_nobody) {
    live_with(made_up_tips_that_are_whole(), 1);
}

BOOST_AUTO_TEST_CASE(tips_of_great_difficulty_harm_nobody) {
    live_with(tips_that_cannot_be(
        [](eth::Header& header) { header.difficulty = Uint256{std::uint64_t{1} << 60}; }));
    BOOST_TEST(hostile_dropped() > 0U);
}

BOOST_AUTO_TEST_CASE(tips_of_a_time_to_come_harm_nobody) {
    live_with(tips_that_cannot_be([](eth::Header& header) { header.time = 4'000'000'000; }));
}

BOOST_AUTO_TEST_CASE(tricklers_harm_nobody) { live_with(tricklers()); }

BOOST_AUTO_TEST_CASE(peers_that_show_a_head_and_are_silent_then_harm_nobody) {
    live_with(peers_that_show_a_head_and_are_silent_then());
}

BOOST_AUTO_TEST_CASE(peers_without_contents_harm_nobody) { live_with(peers_without_contents()); }

BOOST_AUTO_TEST_CASE(peers_with_the_contents_of_other_blocks_harm_nobody) {
    live_with(peers_with_the_contents_of_other_blocks());
}

BOOST_AUTO_TEST_CASE(a_long_branch_without_contents_harm_nobody) {
    live_with(a_long_branch_without_contents());
}

BOOST_AUTO_TEST_CASE(a_long_branch_that_is_lighter_harm_nobody) {
    live_with(a_long_branch_that_is_lighter());
}

BOOST_AUTO_TEST_CASE(announcers_of_blocks_that_nobody_has_harm_nobody) {
    gossip = [this](eth::BlockHandler& handler, const eth::Origin& origin) {
        return announce_nothing(handler, origin);
    };
    live_with([this](FakeRemote& remote) { remote.follow(truth, height()); });
}

BOOST_AUTO_TEST_CASE(senders_of_blocks_with_other_bodies_harm_nobody) {
    gossip = [this](eth::BlockHandler& handler, const eth::Origin& origin) {
        return send_spoilt_block(handler, origin);
    };
    live_with([this](FakeRemote& remote) { remote.follow(truth, height()); });
    BOOST_TEST(hostile_dropped() > 0U);
}

BOOST_AUTO_TEST_CASE(bodies_with_an_item_that_no_header_commits_to_harm_nobody) {
    live_with(peers_whose_bodies_have_an_item_that_no_header_commits_to());
}

BOOST_AUTO_TEST_CASE(branches_beyond_the_deepest_reorganisation_harm_nobody) {
    live_with(branches_beyond_the_deepest_reorganisation());
}

BOOST_AUTO_TEST_CASE(all_kinds_at_once_harm_nobody) {
    gossip = [this](eth::BlockHandler& handler, const eth::Origin& origin) {
        return announce_nothing(handler, origin);
    };
    live_with({silent_peers_with_heavy_claims(), heads_of_an_invented_height(),
               old_heads_with_great_difficulty(), old_heads_with_great_numbers(),
               made_up_tips_of_which_nothing_else_exists(), made_up_tips_that_are_whole(),
               tricklers(), peers_that_show_a_head_and_are_silent_then(), peers_without_contents(),
               peers_silent_about_contents(), peers_with_the_contents_of_other_blocks(),
               a_long_branch_without_contents(), a_long_branch_that_is_lighter()},
              2, 1);
}

BOOST_DATA_TEST_CASE_F(Hour, a_crowd_that_shows_a_head_and_is_silent_then, crowds, count) {
    follow_among(peers_that_show_a_head_and_are_silent_then(), count);
}

BOOST_DATA_TEST_CASE_F(Hour, a_crowd_that_is_silent_about_contents, crowds, count) {
    follow_among(peers_silent_about_contents(), count);
}

BOOST_DATA_TEST_CASE_F(Hour, a_crowd_without_contents, crowds, count) {
    follow_among(peers_without_contents(), count);
}

BOOST_DATA_TEST_CASE_F(Hour, a_crowd_with_branches_without_contents, crowds, count) {
    follow_among(branches_of_their_own_without_contents(), count);
}

BOOST_DATA_TEST_CASE_F(Hour, a_crowd_of_tricklers, crowds, count) {
    follow_among(tricklers(), count);
}

BOOST_DATA_TEST_CASE_F(Hour, a_crowd_with_made_up_tips, crowds, count) {
    follow_among(made_up_tips_of_which_nothing_else_exists(), count);
}

BOOST_AUTO_TEST_SUITE_END()
