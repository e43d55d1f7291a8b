#include <boost/test/unit_test.hpp>

#include <kit/eth/types/roots.hpp>

#include <tests/plugins/relay/stage.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using eth::ValidationResult;
using testing::child_of;
using testing::real_block;
using testing::RelayStage;

namespace {

struct ChainStatus : RelayStage {
    ChainStatus() { stand_at(100); }

    /// What comes of a block that follows block 100 but for one thing.
    ValidationResult send_spoilt(const std::function<void(eth::Header&)>& spoil) {
        return send(pending[0], child_of(real_block(100), spoil));
    }
    std::uint64_t now() {
        return static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::seconds>(loop.clock().wall().time_since_epoch())
                .count());
    }
    bool nothing_happened() const {
        for (const JoinedPeer& connection : pending) {
            if (!connection.remote->blocks.empty() ||
                !connection.remote->announced_blocks.empty()) {
                return false;
            }
        }
        return tells(real_block(100).hash);
    }
};

SharedBytes list_of(std::initializer_list<std::uint8_t> bytes) { return SharedBytes{Bytes{bytes}}; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hostile_blocks, ChainStatus)

BOOST_AUTO_TEST_CASE(the_block_that_the_others_spoil_is_good) {
    BOOST_TEST((send_spoilt({}) == ValidationResult::accept));
}

BOOST_AUTO_TEST_CASE(another_body_is_bad_and_the_right_one_still_welcome) {
    eth::RawBlock swapped = real_block(101);
    swapped.body = real_block(102).body;

    BOOST_TEST((send(pending[0], swapped) == ValidationResult::reject));
    BOOST_TEST(nothing_happened());
    BOOST_TEST((send(pending[1], 101) == ValidationResult::accept));
}

BOOST_AUTO_TEST_CASE(a_wrong_root_is_bad) {
    BOOST_TEST((send_spoilt([](eth::Header& header) { header.transactions_root = {}; }) ==
                ValidationResult::reject));
    BOOST_TEST((send_spoilt([](eth::Header& header) { header.uncles_hash = {}; }) ==
                ValidationResult::reject));
    BOOST_TEST(nothing_happened());
}

BOOST_AUTO_TEST_CASE(a_number_that_does_not_follow_is_bad) {
    for (const std::uint64_t number : {0UL, 100UL, 102UL, ~0UL}) {
        BOOST_TEST((send_spoilt([&](eth::Header& header) { header.number = number; }) ==
                    ValidationResult::reject));
    }
    BOOST_TEST(nothing_happened());
}

BOOST_AUTO_TEST_CASE(a_time_before_the_parents_is_bad) {
    const std::uint64_t time = real_block(100).time;

    BOOST_TEST((send_spoilt([&](eth::Header& header) { header.time = time - 1; }) ==
                ValidationResult::reject));
    BOOST_TEST(nothing_happened());
    // Chains with several blocks a second have the same one twice.
    BOOST_TEST((send_spoilt([&](eth::Header& header) { header.time = time; }) ==
                ValidationResult::accept));
}

BOOST_AUTO_TEST_CASE(a_block_of_the_future_is_ignored) {
    BOOST_TEST((send_spoilt([&](eth::Header& header) { header.time = now() + 16; }) ==
                ValidationResult::ignore));
    BOOST_TEST((send_spoilt([&](eth::Header& header) { header.time = ~0UL; }) ==
                ValidationResult::ignore));
    BOOST_TEST(nothing_happened());
    BOOST_TEST((send_spoilt([&](eth::Header& header) { header.time = now() + 15; }) ==
                ValidationResult::accept));
}

BOOST_AUTO_TEST_CASE(more_gas_than_there_may_be_is_bad) {
    BOOST_TEST((send_spoilt([](eth::Header& header) { header.gas_used = header.gas_limit + 1; }) ==
                ValidationResult::reject));
    BOOST_TEST((send_spoilt([](eth::Header& header) { header.gas_limit = 1UL << 63U; }) ==
                ValidationResult::reject));
    BOOST_TEST(nothing_happened());
}

BOOST_AUTO_TEST_CASE(a_difficulty_that_leaps_is_bad) {
    BOOST_TEST((send_spoilt([](eth::Header& header) {
                    header.difficulty = header.difficulty.checked_mul(2).value();
                    header.difficulty = header.difficulty.checked_add(1).value();
                }) == ValidationResult::reject));
    BOOST_TEST(nothing_happened());
}

BOOST_AUTO_TEST_CASE(what_the_chains_rules_forbid_is_bad) {
    const eth::RawBlock block = child_of(real_block(100));
    rules.forbidden.emplace_back(block.header.view().begin(), block.header.view().end());

    BOOST_TEST((send(pending[0], block) == ValidationResult::reject));
    BOOST_TEST((send(pending[1], block) == ValidationResult::reject));
    BOOST_TEST(metric("blocks_refused_total") == 1);  // the second time it is known
    BOOST_TEST(nothing_happened());
}

BOOST_AUTO_TEST_CASE(what_is_appended_and_does_not_belong_is_bad) {
    eth::RawBlock block = real_block(101);
    block.extra = list_of({0xc1, 0xc0});

    BOOST_TEST((send(pending[0], block) == ValidationResult::reject));
    block.extra = list_of({0x01});
    BOOST_TEST((send(pending[0], block) == ValidationResult::reject));
    BOOST_TEST(nothing_happened());
}

BOOST_AUTO_TEST_CASE(an_empty_list_of_sidecars_is_left_out) {
    eth::RawBlock block = real_block(101);
    block.extra = list_of({0xc0});

    BOOST_TEST((send(pending[0], block) == ValidationResult::accept));
    const auto sent = [](const JoinedPeer& connection) {
        return !connection.remote->blocks.empty();
    };
    const auto connection = std::ranges::find_if(pending, sent);
    BOOST_TEST(connection->remote->blocks[0].extra.empty());
    const chain::RawItems body = bodies({block.hash});
    BOOST_TEST(std::ranges::equal(body.at(0).view(), testing::main_chain().block(101).body.view()));
}

BOOST_AUTO_TEST_CASE(a_thousand_forks_of_one_number_do_not_push_the_others_out) {
    std::size_t kept = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        const ValidationResult validation =
            send_spoilt([&](eth::Header& header) { header.time += i; });
        if (validation == ValidationResult::accept) ++kept;
    }

    BOOST_TEST(kept == 8U);
    BOOST_TEST(serves(real_block(100).hash));
}

BOOST_AUTO_TEST_CASE(forged_blocks_do_not_shut_out_the_honest_one_of_their_number) {
    for (std::uint64_t i = 0; i < 20; ++i) {
        send_spoilt([&](eth::Header& header) { header.time += i; });
    }

    BOOST_TEST((send(pending[1], 101) == ValidationResult::accept));
    BOOST_TEST(serves(real_block(101).hash));
}

BOOST_AUTO_TEST_CASE(a_block_of_many_peers_takes_the_place_of_one_that_a_single_peer_has) {
    join_many(5, 100);  // eight peers
    for (std::uint64_t i = 0; i < 8; ++i) {
        const eth::RawBlock forged =
            child_of(real_block(100), [&](eth::Header& header) { header.time += i; });
        BOOST_TEST((send(pending[i], forged) == ValidationResult::accept));
    }
    join_many(2, 101);

    BOOST_TEST((send(pending[8], 101) == ValidationResult::ignore));
    BOOST_TEST((send(pending[9], 101) == ValidationResult::accept));
}

BOOST_AUTO_TEST_CASE(a_false_body_of_an_orphan_does_not_shut_out_the_right_one) {
    eth::RawBlock forged = real_block(102);
    forged.body = real_block(101).body;
    send(pending[0], forged);
    send(pending[1], 102);
    send(pending[1], 101);
    loop.advance(5s);

    BOOST_TEST(serves(real_block(102).hash));
}

BOOST_AUTO_TEST_CASE(orphans_of_one_peer_leave_room_for_those_of_another) {
    send(pending[1], 102);
    for (std::uint64_t i = 0; i < 200; ++i) {
        send(pending[0], child_of(real_block(110), [&](eth::Header& header) { header.time += i; }));
    }
    loop.settle();
    send(pending[2], 101);
    loop.settle();

    BOOST_TEST(serves(real_block(102).hash));
}

BOOST_AUTO_TEST_CASE(without_checked_seals_blocks_are_announced_and_not_pushed) {
    rules.seals = false;

    BOOST_TEST((send(pending[0], 101) == ValidationResult::accept));

    BOOST_TEST(sent_to(real_block(101).hash) == 0U);
    BOOST_TEST(announced_to(real_block(101).hash) == pending.size());
}

BOOST_AUTO_TEST_CASE(blocks_without_parents_cost_little_and_are_not_passed_on) {
    for (std::uint64_t i = 0; i < 1000; ++i) {
        eth::Header header = eth::decode_header(real_block(110).header).value();
        header.parent = {};
        header.parent.bytes[0] = static_cast<std::uint8_t>(i);
        header.parent.bytes[1] = static_cast<std::uint8_t>(i >> 8U);
        const SharedBytes raw{eth::encode_header(header)};
        eth::RawBlock block = real_block(110);
        block.header = raw;
        block.hash.bytes[3] = header.parent.bytes[0];
        block.hash.bytes[4] = header.parent.bytes[1];
        block.parent = header.parent;
        BOOST_TEST((send(pending[0], block) == ValidationResult::ignore));
    }
    loop.advance(10s);

    BOOST_TEST(nothing_happened());
    BOOST_TEST(pending[0].remote->header_requests <= 10 * 5);  // one at a time, 200 ms apart
}

BOOST_AUTO_TEST_CASE(a_block_far_ahead_is_ignored_and_nothing_requested) {
    pending[0].remote->header_requests = 0;
    eth::RawBlock block = real_block(200);
    block.number = ~0UL;

    BOOST_TEST((send(pending[0], 133 + 1) == ValidationResult::ignore));
    BOOST_TEST((send(pending[0], block) == ValidationResult::ignore));
    loop.advance(10s);

    BOOST_TEST(nothing_happened());
    BOOST_TEST(pending[0].remote->header_requests == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
