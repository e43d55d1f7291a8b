#include <boost/test/unit_test.hpp>

#include <kit/eth/types/transaction.hpp>
#include <kit/testing/eth/fake_transactions.hpp>
#include <kit/testing/fake_peer.hpp>
#include <plugins/txfetch/schedule.hpp>

#include <tests/sdk/kit/eth/session/things.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using txfetch::Schedule;

namespace {

struct Scheduling {
    testing::Loop loop;
    txfetch::Settings settings{};
    std::optional<Schedule> schedule{settings};
    SteadyTime now{};
    net::PeerPtr first = peer();
    net::PeerPtr second = peer();

    net::PeerPtr peer() { return std::make_shared<testing::FakePeer>(loop, net::Node{}); }

    void limit(std::size_t hashes, std::size_t bytes, std::size_t remembered) {
        settings.request_hashes = hashes;
        settings.request_bytes = bytes;
        settings.remembered = remembered;
        schedule.emplace(settings);
    }
    static eth::TransactionAnnouncement of(std::uint64_t number) {
        return eth::announcement_of(testing::make_transaction(number));
    }
    static std::vector<eth::TransactionAnnouncement> of(std::uint64_t from, std::uint64_t to) {
        std::vector<eth::TransactionAnnouncement> announced;
        for (std::uint64_t i = from; i <= to; ++i) announced.push_back(of(i));
        return announced;
    }
    std::size_t announce(const net::PeerPtr& by, std::uint64_t from, std::uint64_t to) {
        return schedule->announce(by, of(from, to), now);
    }
    std::vector<Schedule::Request> later(Duration duration = 200ms) {
        now += duration;
        return schedule->begin(now);
    }
    static eth::RawTransaction blobs() {
        testing::TransactionOptions options;
        options.type = eth::transaction_type::blob;
        return testing::fake_raw_transaction(options);
    }
    static Hash256 hash(std::uint64_t number) { return testing::make_transaction(number).hash; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(schedule, Scheduling)

BOOST_AUTO_TEST_CASE(nothing_is_requested_before_it_could_come_by_itself) {
    announce(first, 1, 2);

    BOOST_TEST(later(199ms).empty());
    BOOST_TEST((schedule->next() == now + 1ms));
    const auto requests = later(1ms);
    BOOST_TEST_REQUIRE(requests.size() == 1U);
    BOOST_TEST((requests[0].peer == first));
    BOOST_TEST(requests[0].hashes.size() == 2U);
    BOOST_TEST(!schedule->next().has_value());
}

BOOST_AUTO_TEST_CASE(what_has_come_by_itself_is_not_requested) {
    announce(first, 1, 2);
    schedule->arrive(testing::make_transaction(1));
    announce(second, 1, 1);

    const auto requests = later();

    BOOST_TEST_REQUIRE(requests.size() == 1U);
    BOOST_TEST((requests[0].hashes == std::vector{hash(2)}));
    BOOST_TEST(schedule->size() == 1U);
}

BOOST_AUTO_TEST_CASE(each_hash_is_requested_from_one_peer_at_a_time) {
    announce(first, 1, 1);
    announce(second, 1, 1);

    BOOST_TEST(later().size() == 1U);
    BOOST_TEST(later().empty());
}

BOOST_AUTO_TEST_CASE(what_one_peer_does_not_bring_is_requested_from_the_next) {
    announce(first, 1, 1);
    announce(second, 1, 1);
    const auto requests = later();
    BOOST_TEST((requests.at(0).peer == first));

    schedule->release(requests[0]);

    const auto more = later(0ms);
    BOOST_TEST_REQUIRE(more.size() == 1U);
    BOOST_TEST((more[0].peer == second));
}

BOOST_AUTO_TEST_CASE(what_nobody_brings_is_given_up) {
    announce(first, 1, 1);
    const auto requests = later();

    schedule->release(requests.at(0));
    schedule->free(first);

    BOOST_TEST(schedule->size() == 0U);
    BOOST_TEST(later().empty());
}

BOOST_AUTO_TEST_CASE(a_peer_gets_one_request_at_a_time) {
    announce(first, 1, 1);
    const auto requests = later();
    announce(first, 2, 2);

    BOOST_TEST(later().empty());
    schedule->free(first);
    BOOST_TEST(later().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_request_has_no_more_hashes_than_its_limit) {
    announce(first, 1, 300);

    BOOST_TEST(later().at(0).hashes.size() == 256U);
}

BOOST_AUTO_TEST_CASE(a_request_has_no_more_bytes_than_its_limit_but_one_transaction) {
    limit(256, 100, 4096);
    std::vector<eth::TransactionAnnouncement> announced = of(1, 3);
    announced[0].size = 1'000'000;
    announced[1].size = 60;
    announced[2].size = 60;
    schedule->announce(first, announced, now);

    BOOST_TEST((later().at(0).hashes == std::vector{announced[0].hash}));
    schedule->free(first);
    BOOST_TEST((later().at(0).hashes == std::vector{announced[1].hash}));
}

BOOST_AUTO_TEST_CASE(no_peer_can_fill_the_queue) {
    limit(256, 1 << 20, 10);

    BOOST_TEST(announce(first, 1, 12) == 2U);
    BOOST_TEST(announce(second, 21, 25) == 0U);
    BOOST_TEST(schedule->size() == 15U);
}

BOOST_AUTO_TEST_CASE(room_comes_back_with_what_arrives) {
    limit(256, 1 << 20, 2);
    announce(first, 1, 2);
    schedule->arrive(testing::make_transaction(1));

    BOOST_TEST(announce(first, 3, 3) == 0U);
}

BOOST_AUTO_TEST_CASE(announcements_of_a_peer_go_with_it) {
    announce(first, 1, 2);
    announce(second, 2, 2);
    const auto requests = later();
    schedule->forget(first);
    BOOST_TEST(schedule->size() == 1U);

    const auto more = later(0ms);
    BOOST_TEST_REQUIRE(more.size() == 1U);
    BOOST_TEST((more[0].peer == second));
    schedule->release(requests.at(0));  // too late to matter
    BOOST_TEST(schedule->size() == 1U);
}

BOOST_AUTO_TEST_CASE(who_lied_about_a_transaction_is_named_when_it_comes) {
    const eth::RawTransaction transaction = testing::make_transaction(1, 100);
    std::vector<eth::TransactionAnnouncement> announced{eth::announcement_of(transaction)};
    schedule->announce(first, announced, now);
    announced[0].size = *announced[0].size + 9;
    schedule->announce(second, announced, now);
    const net::PeerPtr third = peer();
    announced[0] = eth::announcement_of(transaction);
    announced[0].type = 2;
    schedule->announce(third, announced, now);

    BOOST_TEST((schedule->arrive(transaction) == std::vector{second, third}));
}

BOOST_AUTO_TEST_CASE(the_other_form_of_a_sidecar_is_no_lie_and_a_third_size_is_one) {
    const eth::RawTransaction transaction = blobs();
    std::vector<eth::TransactionAnnouncement> announced{eth::announcement_of(transaction)};
    announced[0].size = *announced[0].size + 127 * 49 + 3;  // a proof for each cell
    schedule->announce(first, announced, now);
    announced[0].size = 400;  // what is left without blobs
    schedule->announce(second, announced, now);

    BOOST_TEST((schedule->arrive(transaction) == std::vector{second}));
}

BOOST_AUTO_TEST_CASE(blobs_in_another_form_than_their_sender_announced_contradict_it) {
    const eth::RawTransaction transaction = blobs();
    std::vector<eth::TransactionAnnouncement> announced{eth::announcement_of(transaction)};
    schedule->announce(first, announced, now);
    announced[0].size = *announced[0].size + 127 * 49 + 3;
    schedule->announce(second, announced, now);

    BOOST_TEST(!schedule->contradicts(first, transaction));
    BOOST_TEST(schedule->contradicts(second, transaction));
}

BOOST_AUTO_TEST_CASE(who_announces_first_does_not_get_all_requests) {
    std::vector<net::PeerPtr> peers;
    for (std::uint8_t i = 0; i < 4; ++i) {
        net::Node node;
        node.id.bytes[0] = i;
        peers.push_back(std::make_shared<testing::FakePeer>(loop, node));
        announce(peers.back(), 1, 200);
    }

    const auto requests = later();

    BOOST_TEST_REQUIRE(requests.size() == 4U);
    for (const Schedule::Request& request : requests) {
        BOOST_TEST(request.hashes.size() > 20U);
        BOOST_TEST(request.hashes.size() < 80U);
    }
}

BOOST_AUTO_TEST_CASE(what_finds_no_room_in_one_request_is_requested_from_another_peer_at_once) {
    limit(100, 1 << 20, 4096);
    announce(first, 1, 150);
    announce(second, 1, 150);

    const auto requests = later();

    BOOST_TEST_REQUIRE(requests.size() == 2U);
    BOOST_TEST(requests[0].hashes.size() + requests[1].hashes.size() == 150U);
}

BOOST_AUTO_TEST_CASE(a_few_bytes_and_silence_are_no_lie) {
    const eth::RawTransaction transaction = testing::make_transaction(1, 100);
    std::vector<eth::TransactionAnnouncement> announced{eth::announcement_of(transaction)};
    announced[0].size = *announced[0].size - 8;
    schedule->announce(first, announced, now);
    announced[0].size.reset();
    announced[0].type.reset();
    schedule->announce(second, announced, now);

    BOOST_TEST(schedule->arrive(transaction).empty());
}

BOOST_AUTO_TEST_SUITE_END()
