#include <boost/test/unit_test.hpp>

#include <kit/testing/loop.hpp>
#include <plugins/crawl/crawler.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace crawler {
namespace {

net::Node numbered(std::uint32_t number) {
    net::Node node;
    node.id.bytes[0] = static_cast<std::uint8_t>(number >> 8U);
    node.id.bytes[1] = static_cast<std::uint8_t>(number);
    const asio::ip::address_v4 address(0x4d000000U + number);
    node.set({address, 30303, 30303});
    return node;
}

/// A network in which everybody knows the next few nodes, and responds within 20 ms.
class FakeNetwork final : public net::Discv4Query {
public:
    explicit FakeNetwork(std::uint32_t size) : size_(size) {}

    awaitable<std::vector<net::Node>> bootnodes() override {
        std::vector<net::Node> nodes{numbered(0)};
        co_return nodes;
    }

    awaitable<Result<net::NodeRecordPtr>> record(net::Node node) override {
        co_await sleep_for(20ms);
        const auto record = std::make_shared<net::NodeRecord>();
        record->id = node.id;
        co_return net::NodeRecordPtr(record);
    }

    awaitable<Result<std::vector<net::Node>>> neighbors(net::Node node, unsigned part) override {
        const Clock& clock = Clock::of(co_await asio::this_coro::executor);
        queried[node.endpoint().address].push_back(clock.now());
        busy[node.endpoint().address] += 1;
        most_busy = std::max(most_busy, busy[node.endpoint().address]);
        const std::uint32_t number = node.id.bytes[0] * 256U + node.id.bytes[1];
        const bool silent = silent_from != 0 && number >= silent_from;
        co_await sleep_for(silent ? 500ms : 20ms);
        busy[node.endpoint().address] -= 1;
        if (silent) co_return make_error_code(Errc::timed_out);
        std::vector<net::Node> told;
        for (std::uint32_t step = 1; step <= 16; ++step) {
            const std::uint32_t next = number + part * 16 + step;
            if (next < size_) told.push_back(at_one_host ? shared(next) : numbered(next));
        }
        co_return told;
    }

    static net::Node shared(std::uint32_t number) {
        net::Node node = numbered(number);
        node.ip4.address = numbered(1).ip4.address;
        return node;
    }

    std::map<asio::ip::address, std::vector<SteadyTime>> queried;
    std::map<asio::ip::address, std::size_t> busy;
    std::size_t most_busy = 0;
    std::uint32_t silent_from = 0;  ///< nodes from this number on do not respond; 0: all do
    bool at_one_host = false;

private:
    std::uint32_t size_;
};

struct Fixture {
    testing::Loop loop;

    bool crawl(FakeNetwork& network, Duration timeout = 10min,
               const crawl::Crawler::Limits& limits = {}) {
        crawler.emplace(loop.executor(), std::vector<net::DiscoveryQuery*>{&network}, nullptr, 7,
                        limits);
        return loop.run(crawler->run(timeout));
    }

    std::size_t responded() const { return crawler->progress().responded; }

    std::optional<crawl::Crawler> crawler;
};

}  // namespace
}  // namespace crawler

BOOST_FIXTURE_TEST_SUITE(crawler, Fixture)

BOOST_AUTO_TEST_CASE(every_node_is_found_and_the_crawl_ends) {
    FakeNetwork network(150);

    BOOST_TEST(crawl(network));

    BOOST_TEST(responded() == 150U);
    BOOST_TEST(crawler->nodes().size() == 150U);
    BOOST_TEST(crawler->progress().waiting == 0U);
    BOOST_TEST((loop.elapsed() < 5s));
    const crawl::Found& found = crawler->nodes().at(numbered(149).id);
    BOOST_TEST((found.latency == Duration{20ms}));
    BOOST_TEST(found.record != nullptr);
}

BOOST_AUTO_TEST_CASE(a_large_network_is_found_too) {
    FakeNetwork network(10'000);
    BOOST_TEST(crawl(network));
    BOOST_TEST(responded() == 10'000U);
    BOOST_TEST((loop.elapsed() < 5min));
}

BOOST_AUTO_TEST_CASE(silent_nodes_are_queried_twice_and_tell_nothing) {
    FakeNetwork network(100);
    network.silent_from = 50;

    BOOST_TEST(crawl(network));

    BOOST_TEST(responded() == 50U);
    BOOST_TEST(network.queried[numbered(60).ip4.address].size() == 2U);
    BOOST_TEST(!crawler->nodes().at(numbered(60).id).responded());
}

BOOST_AUTO_TEST_CASE(one_address_gets_few_requests) {
    FakeNetwork network(100);
    network.at_one_host = true;

    BOOST_TEST(!crawl(network, 60s));

    const std::size_t requests = network.queried[numbered(1).ip4.address].size();
    BOOST_TEST(requests <= 100U);  // 40 at once, and one a second
    BOOST_TEST(network.most_busy <= 2U);
}

BOOST_AUTO_TEST_CASE(the_time_is_kept) {
    FakeNetwork network(10'000);
    BOOST_TEST(!crawl(network, 1s));
    BOOST_TEST(responded() > 16U);
    BOOST_TEST((loop.elapsed() < 2s));
}

BOOST_AUTO_TEST_CASE(inventions_are_bounded) {
    FakeNetwork network(2'000);
    crawl(network, 10min, {.nodes = 500});
    BOOST_TEST(crawler->nodes().size() == 500U);
}

BOOST_AUTO_TEST_SUITE_END()
