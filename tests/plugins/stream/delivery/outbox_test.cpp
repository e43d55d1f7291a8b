#include <boost/test/unit_test.hpp>

#include <plugins/stream/delivery/outbox.hpp>

#include <tests/plugins/stream/things.hpp>

using namespace plexus;
using namespace plexus::stream;
using namespace plexus::testing;

BOOST_AUTO_TEST_SUITE(stream_outbox)

namespace {

struct Stage {
    std::array<Counter, kind_count> counters{};
    KindCounters pointers = [this] {
        KindCounters result{};
        for (std::size_t i = 0; i < kind_count; ++i) result[i] = &counters[i];
        return result;
    }();
    Outbox outbox{1000, pointers};

    std::uint64_t dropped(Kind kind) const { return counters[index_of(kind)].value(); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_counts_most_goes_first) {
    Stage stage;
    stage.outbox.put(batch(Kind::tx_announce, 1));
    stage.outbox.put(batch(Kind::block, 1));
    stage.outbox.put(batch(Kind::block, 2));

    BOOST_TEST((stage.outbox.take()->kind == Kind::block));
    BOOST_TEST(stage.outbox.take()->sequence == 2);
    BOOST_TEST((stage.outbox.take()->kind == Kind::tx_announce));
    BOOST_TEST((stage.outbox.take() == nullptr));
    BOOST_TEST(stage.outbox.bytes() == 0);
}

BOOST_AUTO_TEST_CASE(at_the_bound_the_oldest_of_the_lowest_kind_is_dropped_and_counted) {
    Stage stage;
    for (std::uint64_t i = 1; i <= 5; ++i) stage.outbox.put(batch(Kind::tx_announce, i));
    for (std::uint64_t i = 1; i <= 7; ++i) stage.outbox.put(batch(Kind::block, i));

    BOOST_TEST(stage.outbox.bytes() == 1000);
    BOOST_TEST(stage.dropped(Kind::tx_announce) == 2);
    BOOST_TEST(stage.dropped(Kind::block) == 0);
    for (std::uint64_t i = 8; i <= 12; ++i) stage.outbox.put(batch(Kind::block, i));
    BOOST_TEST(stage.dropped(Kind::tx_announce) == 5);
    BOOST_TEST(stage.dropped(Kind::block) == 2);
    BOOST_TEST(stage.outbox.dropped() == 7);
    BOOST_TEST(stage.outbox.take()->sequence == 3);
}

BOOST_AUTO_TEST_CASE(what_is_in_flight_counts_against_the_bound) {
    Stage stage;
    for (std::uint64_t i = 1; i <= 6; ++i) stage.outbox.put(batch(Kind::tx, i));

    stage.outbox.set_in_flight(700);

    BOOST_TEST(stage.outbox.bytes() == 300);
    BOOST_TEST(stage.dropped(Kind::tx) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
