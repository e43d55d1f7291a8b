// An hour among peers that forge blocks and send transactions that cannot be valid.

#include <tests/plugins/crowd_hour.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using eth::ValidationResult;
using testing::child_of;
using testing::real_block;
using testing::real_total;
using testing::RelayStage;
using testing::signed_transaction;

namespace {

constexpr std::uint64_t first_head = 100;

using JoinedPeer = RelayStage::JoinedPeer;

/// Honest peers send each minute's block and a transaction; hostile ones are faster.
struct Hour : RelayStage, testing::CrowdHour<JoinedPeer> {
    Hour() { stand_at(first_head); }

    /// With what a hostile peer does when the head has that number.
    void live_with(const Attack& attack) {
        CrowdHour::live_with([&attack](JoinedPeer& liar, std::uint64_t minute) {
            attack(liar, first_head + minute);
        });
    }

    testing::Loop& the_loop() override { return loop; }
    JoinedPeer join_one(std::uint64_t minute) override { return join(first_head + minute); }
    std::shared_ptr<testing::FakePeer> peer_of(const JoinedPeer& joined) override {
        return joined.peer;
    }
    void leave_one(JoinedPeer& joined) override { leave(joined); }
    void begin_minute(std::uint64_t minute) override {
        sent = signed_transaction(first_head + minute);
    }

    void act_honestly(JoinedPeer& joined, std::uint64_t minute) override {
        const std::uint64_t next = first_head + minute + 1;
        joined.remote->follow(testing::main_chain(), next);
        book(joined, send(joined, with_total(real_block(next), real_total(next))));
        book(joined, send(joined, {sent}));
    }

    void check(std::uint64_t minute) override {
        const Hash256 hash = real_block(first_head + minute + 1).hash;
        BOOST_REQUIRE(tells(hash));
        BOOST_REQUIRE(serves(hash));
        BOOST_REQUIRE(pooled({sent.hash}).size() == 1U);
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

    eth::RawTransaction sent{};
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
    BOOST_TEST(gone() > 0U);
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
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(items_that_no_header_commits_to_harm_nobody) {
    live_with([this](JoinedPeer& liar, std::uint64_t head) {
        eth::RawBlock block = real_block(head + 1);
        block.extra = SharedBytes{Bytes{0xc1, 0xc0}};
        book(liar, send(liar, block));
    });
    BOOST_TEST(gone() > 0U);
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

// What a client refuses before it comes here, if it was requested: here it comes unasked.
BOOST_AUTO_TEST_CASE(blob_transactions_without_their_own_sidecar_harm_nobody) {
    live_with([this](JoinedPeer& liar, std::uint64_t head) {
        const auto blob = [&](const std::function<void(eth::Transaction&)>& spoil) {
            return testing::blob_transaction([&](eth::Transaction& transaction) {
                transaction.nonce = ++invented + head;
                spoil(transaction);
            });
        };
        const std::vector<eth::RawTransaction> lies{
            blob([](eth::Transaction& its) { its.sidecar.reset(); }),
            blob([](eth::Transaction& its) { its.sidecar->blobs.pop_back(); }),
            blob([](eth::Transaction& its) { its.sidecar->commitments[0].bytes[0] ^= 1; }),
            blob([](eth::Transaction& its) { its.blob_hashes[0].bytes[5] ^= 1; })};
        book(liar, send(liar, lies));
        for (const eth::RawTransaction& lie : lies) BOOST_TEST(pooled({lie.hash}).empty());
    });
}

BOOST_AUTO_TEST_CASE(a_hundred_silent_peers_harm_nobody) {
    for (int i = 0; i < 100; ++i) join(first_head).remote->silent = true;
    live_with([this](JoinedPeer& liar, std::uint64_t head) {
        liar.remote->silent = true;
        book(liar, announce(liar, {testing::announcement_of(real_block(head + 1))}));
    });
}

BOOST_AUTO_TEST_SUITE_END()
