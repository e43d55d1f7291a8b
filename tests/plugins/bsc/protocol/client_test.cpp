#include <boost/test/unit_test.hpp>

#include <bsc/client.hpp>
#include <kit/testing/fake_peer.hpp>
#include <kit/testing/fake_peer_pool.hpp>

#include "things.hpp"

using namespace plexus;
using namespace plexus::testing;

namespace {

class FakeRemote final : public bsc::Remote {
public:
    std::uint32_t speaks = 2;
    std::size_t busy = 0;
    Result<std::vector<eth::RawBlock>> response = make_error_code(Errc::not_found);
    std::size_t requests = 0;
    std::size_t votes = 0;

    std::uint32_t version() const noexcept override { return speaks; }
    std::size_t in_flight() const noexcept override { return busy; }
    awaitable<Result<std::vector<eth::RawBlock>>> blocks_by_range(bsc::BlockRange) override {
        ++requests;
        co_return response;
    }
    Result<void> send_votes(std::span<const bsc::Vote> items) override {
        votes += items.size();
        return {};
    }
};

struct Network {
    Loop loop;
    FakePeerPool pool;
    bsc::Client client{pool};

    std::shared_ptr<FakeRemote> join() {
        auto peer = std::make_shared<FakePeer>(loop, net::Node{});
        auto remote = std::make_shared<FakeRemote>();
        peer->offer<bsc::Remote>(remote);
        pool.join(peer);
        return remote;
    }

    Result<bsc::Client::Response> request() { return loop.run(client.blocks_by_range({})); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(bsc_client)

BOOST_AUTO_TEST_CASE(without_a_peer_that_serves_ranges_nobody_gets_a_request) {
    Network network;
    network.pool.join(std::make_shared<FakePeer>(network.loop, net::Node{}));
    network.join()->speaks = 1;

    BOOST_CHECK(network.request().error() == Errc::no_peer);
}

BOOST_AUTO_TEST_CASE(the_next_peer_gets_the_request_when_one_fails) {
    Network network;
    const auto first = network.join();
    const auto second = network.join();
    second->response = std::vector<eth::RawBlock>{chain_block(5)};

    const bsc::Client::Response response = network.request().value();

    BOOST_TEST(first->requests == 1U);
    BOOST_TEST(response.remote == second);
    BOOST_TEST(response.blocks.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_least_busy_peer_gets_the_request_first) {
    Network network;
    const auto busy = network.join();
    const auto idle = network.join();
    busy->busy = 1;
    idle->response = std::vector<eth::RawBlock>{chain_block(5)};

    BOOST_TEST(network.request().has_value());
    BOOST_TEST(busy->requests == 0U);
}

BOOST_AUTO_TEST_CASE(not_the_whole_network_gets_requests_for_what_nobody_has) {
    Network network;
    std::vector<std::shared_ptr<FakeRemote>> remotes;
    for (int i = 0; i < 8; ++i) remotes.push_back(network.join());

    BOOST_CHECK(network.request().error() == Errc::not_found);
    std::size_t requested = 0;
    for (const auto& remote : remotes) requested += remote->requests;
    BOOST_TEST(requested == 5U);
}

BOOST_AUTO_TEST_CASE(votes_go_to_all_peers) {
    Network network;
    const auto first = network.join();
    const auto second = network.join();

    network.client.broadcast(make_votes(1, 3));

    BOOST_TEST(first->votes == 3U);
    BOOST_TEST(second->votes == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
