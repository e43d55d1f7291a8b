// An hour among peers that lie about transactions.

#include <boost/test/unit_test.hpp>
#include <set>

#include <tests/plugins/judged_peer.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using testing::Fetching;
using testing::Holder;
using testing::JudgedPeer;
using testing::Transactions;

namespace {

constexpr std::size_t honest = 50;
constexpr std::size_t hostile = 5;
constexpr std::uint64_t minutes = 60;
constexpr std::size_t transactions_a_minute = 4;
constexpr int start_score = 50;

using Announced = std::vector<eth::TransactionAnnouncement>;

/// Honest peers announce each minute's transactions; hostile ones do so before them.
struct Hour : Fetching {
    struct Member {
        Holder* holder;
        JudgedPeer judged;
    };
    /// What a hostile peer announces of the transactions of that minute.
    using Attack = std::function<Announced(Holder&, const Transactions&)>;

    void live_with(const Attack& attack) {
        for (std::size_t i = 0; i < hostile; ++i) liars.push_back(member());
        for (std::size_t i = 0; i < honest; ++i) others.push_back(member());
        for (std::uint64_t minute = 0; minute < minutes; ++minute) {
            live_a_minute(attack, some_transactions(minute));
        }

        BOOST_TEST(fetched() == minutes * transactions_a_minute);
        BOOST_TEST(metric("waiting") == 0);
        for (Member& one : others) {
            BOOST_TEST(!one.judged.must_go());
            BOOST_TEST(one.judged.lowest() >= start_score);
        }
    }

    Member member() {
        Holder& holder = join({});
        return {&holder, JudgedPeer(loop, holder.peer)};
    }

    Transactions some_transactions(std::uint64_t minute) const {
        Transactions made;
        for (std::size_t i = 0; i < transactions_a_minute; ++i) {
            testing::TransactionOptions options;
            options.nonce = minute * transactions_a_minute + i;
            made.push_back(testing::fake_raw_transaction(options));
        }
        return made;
    }

    void live_a_minute(const Attack& attack, const Transactions& now) {
        for (Member& liar : liars) announce(*liar.holder, attack(*liar.holder, now));
        for (Member& one : others) {
            one.holder->remote->pooled = now;
            announce(*one.holder);
        }
        loop.advance(1min);
        for (Member& liar : liars) {
            if (!liar.judged.must_go()) continue;
            ++gone;
            pool.leave(liar.holder->peer);
            liar = member();
        }
        for (Member& one : others) BOOST_REQUIRE(!one.judged.must_go());
    }

    /// How many different ones were handed on.
    std::size_t fetched() const {
        std::set<Hash256> hashes;
        for (const eth::RawTransaction& each : listener.fetched) hashes.insert(each.hash);
        return hashes.size();
    }

    Announced announcement_of(const Transactions& transactions) const {
        return testing::announce(transactions)->content();
    }

    std::vector<Member> liars;
    std::vector<Member> others;
    std::size_t gone = 0;
    std::uint32_t invented = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(crowd, Hour)

BOOST_AUTO_TEST_CASE(announcers_that_are_silent_then_harm_nobody) {
    live_with([this](Holder& liar, const Transactions& now) {
        liar.remote->delay = 1h;
        return announcement_of(now);
    });
}

BOOST_AUTO_TEST_CASE(announcers_that_have_nothing_harm_nobody) {
    live_with([this](Holder&, const Transactions& now) { return announcement_of(now); });
}

BOOST_AUTO_TEST_CASE(floods_of_hashes_that_do_not_exist_harm_nobody) {
    live_with([this](Holder&, const Transactions&) {
        Announced flood(5000);
        for (eth::TransactionAnnouncement& each : flood) {
            const std::uint32_t number = ++invented;
            std::memcpy(each.hash.bytes.data(), &number, sizeof number);
        }
        return flood;
    });
}

BOOST_AUTO_TEST_CASE(false_sizes_harm_nobody) {
    live_with([this](Holder& liar, const Transactions& now) {
        liar.remote->pooled = now;
        Announced announced = announcement_of(now);
        for (eth::TransactionAnnouncement& each : announced) each.size = 100'000;
        return announced;
    });
    BOOST_TEST(gone > 0U);
}

BOOST_AUTO_TEST_CASE(false_types_harm_nobody) {
    live_with([this](Holder& liar, const Transactions& now) {
        liar.remote->pooled = now;
        Announced announced = announcement_of(now);
        for (eth::TransactionAnnouncement& each : announced) {
            each.type = eth::transaction_type::blob;
        }
        return announced;
    });
    BOOST_TEST(gone > 0U);
}

BOOST_AUTO_TEST_CASE(other_transactions_than_the_requested_ones_harm_nobody) {
    live_with([this](Holder& liar, const Transactions& now) {
        liar.remote->on_transactions = [](std::vector<Hash256>) -> awaitable<Result<Transactions>> {
            co_return testing::make_transactions(2);
        };
        return announcement_of(now);
    });
    BOOST_TEST(gone > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
