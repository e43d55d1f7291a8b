#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <fstream>
#include <set>

#include <kit/testing/log_capture.hpp>
#include <plugins/stream/delivery/worker.hpp>

#include <tests/plugins/stream/things.hpp>

using namespace plexus;
using namespace plexus::stream;
using namespace plexus::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(stream_worker)

namespace {

/// A broker that a test leads: what it does with a message is decided by how often it has come.
class FakeBus final : public Sink {
public:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        std::vector<std::string> sent;  // ids, in order
        bool away = false;
        std::size_t fails = 0;  // so many sends fail
        bool silent = false;    // acks never come
        bool says_duplicate = false;
        bool refuses = false;

        void set(bool& flag, bool value) {
            const std::scoped_lock lock(mutex);
            flag = value;
        }
        /// Waits until so many were sent; fails the test after 5 s.
        void await(std::size_t count) {
            std::unique_lock lock(mutex);
            BOOST_REQUIRE(changed.wait_for(lock, 5s, [&] { return sent.size() >= count; }));
        }
    };

    explicit FakeBus(State& state) : state_(state) {}

    void open(Results& results) override { results_ = &results; }
    std::string encode(const Batch&, std::uint64_t) const override { return std::string(100, 'x'); }
    bool ready() override {
        const std::scoped_lock lock(state_.mutex);
        return !state_.away;
    }
    Sending send(const Message& message) override {
        const std::scoped_lock lock(state_.mutex);
        state_.sent.push_back(message.id);
        state_.changed.notify_all();
        if (state_.silent) return Sending::in_flight;
        if (state_.refuses) return Sending::refused;
        if (state_.fails > 0) {
            --state_.fails;
            results_->failed(message.id, "timeout");
        } else {
            results_->acked(message.id, state_.says_duplicate);
        }
        return Sending::in_flight;
    }
    bool poll() override { return false; }
    std::size_t window_bytes() const override { return 1000; }
    void close(std::chrono::steady_clock::time_point) override {}

private:
    State& state_;
    Results* results_ = nullptr;
};

struct Stage {
    std::unique_ptr<Worker> worker(std::optional<std::filesystem::path> spool = {}) {
        WorkerSettings settings;
        settings.name = "bus";
        settings.memory_bytes = 1500;
        settings.spool = std::move(spool);
        settings.spool_bytes = 1 << 20;
        auto result = std::make_unique<Worker>(std::make_unique<FakeBus>(bus), settings, metrics,
                                               make_logger("stream"));
        result->start();
        return result;
    }
    double metric(const std::string& name) {
        return metrics.value("plexus_stream_" + name, {{"sink", "bus"}});
    }
    double dropped(const std::string& kind) {
        return metrics.value("plexus_stream_dropped_sightings_total",
                             {{"sink", "bus"}, {"kind", kind}});
    }

    LogCapture log;
    Metrics metrics;
    FakeBus::State bus;
};

void put(Worker& worker, std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t i = from; i <= to; ++i) worker.put(batch(Kind::tx, i));
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_fails_is_sent_again_with_the_same_id) {
    Stage stage;
    stage.bus.fails = 2;
    const auto worker = stage.worker();
    put(*worker, 1, 3);
    stage.bus.await(5);
    worker->stop(5s);

    BOOST_TEST(stage.metric("acked_batches_total") == 3);
    BOOST_TEST(stage.metric("resent_batches_total") == 2);
    BOOST_TEST(stage.metric("in_flight_bytes") == 0);
    std::set<std::string> ids(stage.bus.sent.begin(), stage.bus.sent.end());
    BOOST_TEST(ids.size() == 3);
}

BOOST_AUTO_TEST_CASE(duplicates_are_counted_and_are_no_loss) {
    Stage stage;
    stage.bus.says_duplicate = true;
    const auto worker = stage.worker();
    put(*worker, 1, 2);
    worker->stop(5s);

    BOOST_TEST(stage.metric("duplicate_batches_total") == 2);
    BOOST_TEST(stage.metric("acked_batches_total") == 2);
}

BOOST_AUTO_TEST_CASE(what_is_refused_is_counted_by_kind) {
    Stage stage;
    stage.bus.refuses = true;
    const auto worker = stage.worker();
    put(*worker, 1, 2);
    stage.bus.await(2);
    worker->stop(5s);
    BOOST_TEST(stage.metric("refused_batches_total") == 2);
    BOOST_TEST(stage.dropped("tx") == 2);
}

BOOST_AUTO_TEST_CASE(while_the_broker_is_away_memory_is_bounded_and_drops_are_counted) {
    Stage stage;
    stage.bus.away = true;
    const auto worker = stage.worker();
    put(*worker, 1, 100);
    BOOST_TEST(stage.dropped("tx") == 85);
    stage.bus.set(stage.bus.away, false);
    stage.bus.await(15);
    worker->stop(5s);

    BOOST_TEST(stage.metric("acked_batches_total") == 15);
    BOOST_TEST(stage.log.count("sightings were dropped") == 1);
}

BOOST_AUTO_TEST_CASE(no_more_is_in_flight_than_the_window_takes) {
    Stage stage;
    stage.bus.silent = true;
    const auto worker = stage.worker();
    put(*worker, 1, 12);
    stage.bus.await(10);
    worker->stop(50ms);

    BOOST_TEST(stage.bus.sent.size() == 10);
}

BOOST_AUTO_TEST_CASE(a_batch_that_never_arrives_is_told_once) {
    Stage stage;
    stage.bus.fails = 4;
    const auto worker = stage.worker();
    put(*worker, 1, 1);
    stage.bus.await(5);
    worker->stop(5s);
    BOOST_TEST(stage.log.count("a batch does not arrive; trying again") == 1);
    BOOST_TEST(stage.log.count("why=timeout") == 1);
}

BOOST_AUTO_TEST_CASE(what_waits_in_the_spool_is_behind) {
    Folder folder;
    Stage stage;
    stage.bus.away = true;
    const auto worker = stage.worker(folder.path);
    put(*worker, 1, 1);
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (stage.metric("behind_seconds") < 0.2 && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(10ms);
    }
    BOOST_TEST(stage.metric("behind_seconds") >= 0.2);
    BOOST_TEST(stage.metric("waiting_bytes") == 0);
}

BOOST_AUTO_TEST_CASE(damage_to_the_spool_is_told) {
    Folder folder;
    std::ofstream(folder.path / "1.spool") << "what no node has written";
    Stage stage;
    const auto worker = stage.worker(folder.path);
    put(*worker, 1, 1);
    stage.bus.await(1);
    worker->stop(5s);
    BOOST_TEST(stage.log.count("batches in the spool were cut off or changed") == 1);
}

BOOST_AUTO_TEST_CASE(what_waits_in_the_spool_arrives_after_a_restart) {
    Stage stage;
    const Folder folder;
    stage.bus.away = true;
    auto worker = stage.worker(folder.path);
    for (std::uint64_t i = 1; i <= 100; ++i) {
        worker->put(batch(Kind::tx, i));
        if (i % 10 == 0) std::this_thread::yield();
    }
    worker->stop(0ms);
    const auto lost = static_cast<std::size_t>(stage.dropped("tx"));
    worker.reset();

    stage.bus.away = false;
    worker = stage.worker(folder.path);
    stage.bus.await(100 - lost);
    worker->stop(5s);

    BOOST_TEST(stage.log.count("batches of an earlier run are sent first") == 1);
    BOOST_TEST(stage.bus.sent.back() == "abababab-0102030405060708-tx-100");
    BOOST_TEST(std::filesystem::is_empty(folder.path));
}

BOOST_AUTO_TEST_SUITE_END()
