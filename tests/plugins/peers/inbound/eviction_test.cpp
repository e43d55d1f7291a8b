#include <plugins/peers/inbound/eviction.hpp>

#include <boost/test/unit_test.hpp>
#include <set>

using namespace plexus;
using namespace plexus::peers;
using namespace std::chrono_literals;

namespace eviction {
namespace {

constexpr std::uint64_t secret = 77;

net::NodeId numbered(std::size_t number) {
    net::NodeId id{};
    id.bytes[0] = static_cast<std::uint8_t>(number >> 8);
    id.bytes[1] = static_cast<std::uint8_t>(number);
    return id;
}

struct Fixture {
    /// Peers come one after the other, one in each second.
    EvictionCandidate& add(const std::string& address) {
        EvictionCandidate made;
        made.id = numbered(candidates.size());
        made.address = asio::ip::make_address(address);
        made.since = SteadyTime{std::chrono::seconds{candidates.size() + 1}};
        made.score = 50;
        return candidates.emplace_back(made);
    }

    /// Lets newcomers of the attacker evict until none is evictable, or so many have come.
    void attack(std::size_t times, const std::function<std::string(std::size_t)>& address) {
        for (std::size_t i = 0; i < times; ++i) {
            const auto evicted = choose_evicted(candidates, secret);
            if (!evicted) return;
            std::erase_if(candidates, [&](const auto& peer) { return peer.id == *evicted; });
            EvictionCandidate made;
            made.id = numbered(1000 + i);
            made.address = asio::ip::make_address(address(i));
            made.since = SteadyTime{1h + std::chrono::seconds{i}};
            made.score = 50;
            candidates.push_back(made);
        }
    }

    std::size_t honest() const {
        return static_cast<std::size_t>(std::ranges::count_if(
            candidates, [](const auto& peer) { return peer.since < SteadyTime{1h}; }));
    }

    std::vector<EvictionCandidate> candidates;
};

std::string spread(std::size_t i) { return "20." + std::to_string(i % 250) + ".1.1"; }

}  // namespace
}  // namespace eviction

BOOST_FIXTURE_TEST_SUITE(eviction, Fixture)

BOOST_AUTO_TEST_CASE(a_small_pool_is_protected_whole) {
    for (int i = 0; i < 8; ++i) add(spread(static_cast<std::size_t>(i)));
    BOOST_TEST(!choose_evicted(candidates, secret).has_value());
    BOOST_TEST(!choose_evicted({}, secret).has_value());
}

BOOST_AUTO_TEST_CASE(the_largest_network_loses_its_youngest_peer) {
    for (std::size_t i = 0; i < 20; ++i) add(spread(i));
    for (std::size_t i = 0; i < 14; ++i) add("9.9." + std::to_string(i) + ".1");
    for (std::size_t i = 20; i < 25; ++i) add(spread(i));

    const auto evicted = choose_evicted(candidates, secret);

    BOOST_REQUIRE(evicted.has_value());
    BOOST_TEST((*evicted == numbered(33)));
}

BOOST_AUTO_TEST_CASE(the_best_at_one_thing_each_stay) {
    for (std::size_t i = 0; i < 60; ++i) add(spread(i));
    std::set<net::NodeId> good;
    const auto gift = [&](std::size_t first, const auto& give) {
        for (std::size_t i = first; i < first + protected_by_class; ++i) {
            give(candidates[i]);
            good.insert(candidates[i].id);
        }
    };
    gift(40, [](EvictionCandidate& peer) { peer.merit.latency = 5ms; });
    gift(44, [](EvictionCandidate& peer) { peer.merit.last_new["NewBlock"] = SteadyTime{50s}; });
    gift(48,
         [](EvictionCandidate& peer) { peer.merit.last_new["Transactions"] = SteadyTime{50s}; });
    gift(52, [](EvictionCandidate& peer) { peer.score = 90; });

    attack(1000, [](std::size_t i) { return spread(i + 100); });

    for (const net::NodeId& id : good) {
        BOOST_TEST(std::ranges::count(candidates, id, &EvictionCandidate::id) == 1);
    }
}

BOOST_AUTO_TEST_CASE(an_attacker_in_one_network_evicts_itself) {
    for (std::size_t i = 0; i < 34; ++i) add(spread(i));

    attack(1000, [](std::size_t i) {
        return "9.9." + std::to_string(i / 250 % 250) + '.' + std::to_string(i % 250);
    });

    BOOST_TEST(honest() >= 30U);
}

BOOST_AUTO_TEST_CASE(an_attacker_everywhere_does_not_get_the_longest_connected) {
    for (std::size_t i = 0; i < 34; ++i) add(spread(i));

    attack(1000, [](std::size_t i) { return "30." + std::to_string(i % 250) + ".1.1"; });

    BOOST_TEST(honest() >= 17U);
}

BOOST_AUTO_TEST_CASE(rotation_spares_the_best_and_the_first_and_chance_chooses_among_the_rest) {
    for (std::size_t i = 0; i < 16; ++i) add(spread(i)).merit.latency = 100ms;
    candidates[8].merit.latency = 10ms;
    candidates[9].merit.last_new["NewBlock"] = SteadyTime{1h};

    std::set<net::NodeId> leaving;
    for (std::uint64_t chance = 0; chance < 100; ++chance) {
        leaving.insert(choose_rotated(candidates, secret, SteadyTime{1h}, chance).value());
    }

    // Of 16 four came first, four are in preferred networks, four are quick, and one had news.
    BOOST_TEST(leaving.size() >= 3U);
    BOOST_TEST(leaving.size() <= 4U);
    for (const std::size_t spared : {0U, 1U, 2U, 3U, 8U, 9U}) {
        BOOST_TEST(!leaving.contains(numbered(spared)));
    }
}

BOOST_AUTO_TEST_CASE(who_has_just_come_is_not_rotated) {
    add(spread(1));

    BOOST_TEST(!choose_rotated(candidates, secret, SteadyTime{9min}, 0).has_value());
    BOOST_TEST(choose_rotated(candidates, secret, SteadyTime{11min}, 0).has_value());
    BOOST_TEST(!choose_rotated({}, secret, SteadyTime{11min}, 0).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
