// An hour among peers that forge blocks and send transactions that cannot be valid.

#include <boost/test/unit_test.hpp>
#include <deque>

#include <tests/plugins/judged_peer.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using eth::ValidationResult;
using testing::child_of;
using testing::JudgedPeer;
using testing::real_block;
using testing::real_total;
using testing::RelayStage;
using testing::signed_transaction;

namespace {

constexpr std::uint64_t first_head = 100;
constexpr std::uint64_t minutes = 60;
constexpr std::size_t honest = 50;
constexpr std::size_t hostile = 5;
constexpr int start_score = 50;

/// Honest peers send each minute's block and a transaction; hostile ones are faster.
struct Hour : RelayStage {
    struct Member {
        JoinedPeer joined;
        JudgedPeer judged;
    };
    /// What a hostile peer does when the head has that number.
    using Attack = std::function<void(JoinedPeer&, std::uint64_t head)>;

    Hour() { stand_at(first_head); }

    void live_with(const Attack& attack) {
        for (std::size_t i = 0; i < hostile; ++i) liars.push_back(member(first_head));
        for (std::size_t i = 0; i < honest; ++i) others.push_back(member(first_head));
        for (std::uint64_t head = first_head; head < first_head + minutes; ++head) {
            live_a_minute(attack, head);
        }

        for (const Member& one : others) BOOST_TEST(one.judged.lowest() >= start_score);
    }

    Member member(std::uint64_t height) {
        const JoinedPeer joined = join(height);
        return {joined, JudgedPeer(loop, joined.peer)};
    }

    void live_a_minute(const Attack& attack, std::uint64_t head) {
        for (Member& liar : liars) attack(liar.joined, head);
        const eth::RawTransaction sent = signed_transaction(head);
        for (Member& one : others) {
            one.joined.remote->follow(testing::main_chain(), head + 1);
            book(one.joined,
                 send(one.joined, with_total(real_block(head + 1), real_total(head + 1))));
        }
        book(others.front().joined, send(others.front().joined, {sent}));
        loop.advance(1min);

        BOOST_TEST_CONTEXT("head " << head + 1) {
            BOOST_REQUIRE(tells(real_block(head + 1).hash));
            BOOST_REQUIRE(serves(real_block(head + 1).hash));
            BOOST_REQUIRE(pooled({sent.hash}).size() == 1U);
            for (Member& one : others) BOOST_REQUIRE(!one.judged.must_go());
        }
        for (Member& liar : liars) {
            if (!liar.judged.must_go()) continue;
            ++gone;
            leave(liar.joined);
            liar = member(head + 1);
        }
    }

    /// As a session does with what handlers refuse.
    static void book(JoinedPeer& from, ValidationResult validation) {
        if (validation == ValidationResult::reject) {
            from.peer->report(net::PeerEvent::sent_bad_data);
        }
    }

    /// A child of the head that differs from all others.
    eth::RawBlock forged(std::uint64_t head, const std::function<void(eth::Header&)>& spoil = {}) {
        return child_of(real_block(head), [&](eth::Header& header) {
            header.extra = Bytes(4);
            std::memcpy(header.extra.data(), &++invented, 4);
            if (spoil) spoil(header);
        });
    }

    /// Whether peers were sent that block, or told of it.
    bool passed_on(const eth::RawBlock& block) const {
        return sent_to(block.hash) + announced_to(block.hash) > 0;
    }

    std::deque<Member> liars;
    std::deque<Member> others;
    std::size_t gone = 0;
    std::uint32_t invented = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(crowd, Hour)

BOOST_AUTO_TEST_CASE(forgers_of_seals_harm_nobody) {
    live_with([this](JoinedPeer& liar, std::uint64_t head) {
        const eth::RawBlock block = forged(head);
        rules.forbidden.emplace_back(block.header.view().begin(), block.header.view().end());
        book(liar, send(liar, block));
        BOOST_TEST(!passed_on(block));
    });
    BOOST_TEST(gone > 0U);
}

BOOST_AUTO_TEST_CASE(floods_of_siblings_without_seals_harm_nobody) {
    rules.seals = false;
    live_with([this](JoinedPeer& liar, std::uint64_t head) {
        // Behind the parent of the head: heavier children would be the head itself.
        for (int i = 0; i < 8; ++i) book(liar, send(liar, forged(head - 1)));
    });
}

BOOST_AUTO_TEST_CASE(bodies_of_other_blocks_harm_nobody) {
    live_with([this](JoinedPeer& liar, std::uint64_t head) {
        eth::RawBlock block = real_block(head + 1);
        block.body = real_block(head).body.size() != block.body.size()
                         ? real_block(head).body
                         : SharedBytes{Bytes{0xc2, 0xc0, 0xc1, 0xc0}};
        book(liar, send(liar, block));
    });
    BOOST_TEST(gone > 0U);
}

BOOST_AUTO_TEST_CASE(items_that_no_header_commits_to_harm_nobody) {
    live_with([this](JoinedPeer& liar, std::uint64_t head) {
        eth::RawBlock block = real_block(head + 1);
        block.extra = SharedBytes{Bytes{0xc1, 0xc0}};
        book(liar, send(liar, block));
    });
    BOOST_TEST(gone > 0U);
}

BOOST_AUTO_TEST_CASE(announcers_of_blocks_that_nobody_has_harm_nobody) {
    live_with([this](JoinedPeer& liar, std::uint64_t head) {
        std::vector<eth::BlockAnnouncement> blocks;
        for (int i = 0; i < 16; ++i) {
            eth::BlockAnnouncement& each = blocks.emplace_back();
            each.number = head + 1;
            std::memcpy(each.hash.bytes.data(), &++invented, 4);
        }
        book(liar, announce(liar, blocks));
    });
}

BOOST_AUTO_TEST_CASE(claims_of_great_total_difficulty_harm_nobody) {
    live_with([this](JoinedPeer& liar, std::uint64_t head) {
        book(liar, send(liar, with_total(real_block(head), Uint256::max())));
    });
}

// The specification wants invalid transactions tolerated, so their senders stay.
BOOST_AUTO_TEST_CASE(transactions_that_can_be_valid_in_no_state_harm_nobody) {
    live_with([this](JoinedPeer& liar, std::uint64_t) {
        std::vector<eth::RawTransaction> junk;
        for (int i = 0; i < 8; ++i) {
            junk.push_back(signed_transaction(
                ++invented, [](eth::Transaction& transaction) { transaction.gas = 100; }));
        }
        book(liar, send(liar, junk));
        BOOST_TEST(pooled({junk.front().hash}).empty());
    });
}

BOOST_AUTO_TEST_SUITE_END()
