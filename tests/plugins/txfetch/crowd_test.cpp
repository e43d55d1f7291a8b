// An hour among peers that lie about transactions.

#include <set>

#include <kit/testing/log_capture.hpp>

#include <tests/plugins/crowd_hour.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using testing::Fetching;
using testing::Holder;
using testing::Transactions;

namespace {

constexpr std::size_t transactions_a_minute = 4;

/// By how much more a sidecar of version 1 takes for one blob. EIP-7594
constexpr std::size_t cell_proofs_bytes = 127 * 49;

using Announced = std::vector<eth::TransactionAnnouncement>;

/// Honest peers announce each minute's transactions; hostile ones do so before them.
struct Hour : Fetching, testing::CrowdHour<Holder*> {
    testing::LogCapture log;

    /// With what a hostile peer announces of the transactions of a minute.
    void live_with(const std::function<Announced(Holder&, const Transactions&)>& attack) {
        CrowdHour::live_with(
            [&](Holder*& liar, std::uint64_t) { announce(*liar, attack(*liar, sent)); });
        BOOST_TEST(metric("waiting") == 0);
    }

    testing::Loop& the_loop() override { return loop; }
    Holder* join_one(std::uint64_t) override { return &join({}); }
    std::shared_ptr<testing::FakePeer> peer_of(Holder* const& holder) override {
        return holder->peer;
    }
    void leave_one(Holder*& holder) override { pool.leave(holder->peer); }
    void begin_minute(std::uint64_t minute) override { sent = some_transactions(minute); }

    void act_honestly(Holder*& holder, std::uint64_t) override {
        holder->remote->pooled = sent;
        announce(*holder);
    }

    void check(std::uint64_t minute) override {
        BOOST_REQUIRE(fetched() == (minute + 1) * transactions_a_minute);
    }

    Transactions some_transactions(std::uint64_t minute) const {
        Transactions made;
        for (std::size_t i = 0; i < transactions_a_minute; ++i) {
            testing::TransactionOptions options;
            options.type = type;
            options.nonce = minute * transactions_a_minute + i;
            made.push_back(testing::fake_raw_transaction(options));
        }
        return made;
    }

    /// How many different ones were handed on.
    std::size_t fetched() const {
        std::set<Hash256> hashes;
        for (const eth::RawTransaction& each : listener.fetched) hashes.insert(each.hash);
        return hashes.size();
    }

    /// The hostile peers announce the true blob transactions, and send them with other sidecars.
    void live_with_spoilt_blobs(const std::function<void(eth::Transaction&)>& spoil) {
        type = eth::transaction_type::blob;
        live_with([&](Holder& liar, const Transactions& now) {
            liar.remote->pooled.clear();
            for (const eth::RawTransaction& each : now) {
                eth::Transaction spoilt = eth::decode_transaction(each.bytes).value();
                spoil(spoilt);
                liar.remote->pooled.push_back(testing::raw(spoilt));
                BOOST_REQUIRE(liar.remote->pooled.back().hash == each.hash);
            }
            return announcement_of(now);
        });
        BOOST_TEST(gone() > 0U);
    }

    Announced announcement_of(const Transactions& transactions) const {
        return testing::announce(transactions)->content();
    }

    std::uint8_t type = eth::transaction_type::dynamic_fee;
    Transactions sent{};  ///< the transactions of the minute
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
    BOOST_TEST(gone() > 0U);
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
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(other_transactions_than_the_requested_ones_harm_nobody) {
    live_with([this](Holder& liar, const Transactions& now) {
        liar.remote->on_transactions = [](std::vector<Hash256>) -> awaitable<Result<Transactions>> {
            co_return testing::make_transactions(2);
        };
        return announcement_of(now);
    });
    BOOST_TEST(gone() > 0U);
}

// Blob transactions, of which a hash does not say what is in the sidecar.

BOOST_AUTO_TEST_CASE(false_types_of_blob_transactions_harm_nobody) {
    type = eth::transaction_type::blob;
    live_with([this](Holder& liar, const Transactions& now) {
        liar.remote->pooled = now;
        Announced announced = announcement_of(now);
        for (eth::TransactionAnnouncement& each : announced) {
            each.type = eth::transaction_type::dynamic_fee;
        }
        return announced;
    });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(false_sizes_of_blob_transactions_harm_nobody) {
    type = eth::transaction_type::blob;
    live_with([this](Holder& liar, const Transactions& now) {
        liar.remote->pooled = now;
        Announced announced = announcement_of(now);
        for (eth::TransactionAnnouncement& each : announced) each.size = 200;
        return announced;
    });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(sizes_of_the_other_form_of_a_sidecar_harm_nobody) {
    type = eth::transaction_type::blob;
    live_with([this](Holder& liar, const Transactions& now) {
        liar.remote->pooled = now;
        Announced announced = announcement_of(now);
        for (eth::TransactionAnnouncement& each : announced) {
            each.size = *each.size + cell_proofs_bytes;
        }
        return announced;
    });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_CASE(missing_sidecars_harm_nobody) {
    live_with_spoilt_blobs([](eth::Transaction& spoilt) { spoilt.sidecar.reset(); });
}

BOOST_AUTO_TEST_CASE(sidecars_without_blobs_harm_nobody) {
    live_with_spoilt_blobs([](eth::Transaction& spoilt) {
        spoilt.sidecar->blobs.clear();
        spoilt.sidecar->proofs.clear();
    });
}

BOOST_AUTO_TEST_CASE(sidecars_of_other_transactions_harm_nobody) {
    live_with_spoilt_blobs(
        [](eth::Transaction& spoilt) { spoilt.sidecar->commitments.front().bytes.fill(0xc1); });
}

BOOST_AUTO_TEST_CASE(versioned_hashes_of_other_sidecars_harm_nobody) {
    type = eth::transaction_type::blob;
    live_with([this](Holder& liar, const Transactions&) {
        testing::TransactionOptions options;
        options.type = type;
        options.nonce = 1'000'000 + ++invented;
        const auto spoil = [](eth::Transaction& transaction) {
            transaction.blob_hashes.front().bytes.back() ^= 1;
        };
        liar.remote->pooled = {testing::fake_raw_transaction(options, spoil)};
        return announcement_of(liar.remote->pooled);
    });
    BOOST_TEST(gone() > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
