#include <boost/test/unit_test.hpp>

#include <kit/testing/memory_link.hpp>
#include <plugins/peers/connection/peer_session.hpp>
#include <tests/plugins/peers/echo_capability.hpp>

using namespace plexus;
using namespace plexus::peers;
using namespace std::chrono_literals;

namespace memory {
namespace {

/// A session whose node has no memory left: another share holds all there is.
struct Crowded {
    Crowded() {
        others.add(1);
        context.memory = budget;
        context.message_timeout = 30s;
        Agreement agreement;
        agreement.info = echo.info();
        agreement.capability = Lease<net::Capability>(Lease<void>{}, &echo);
        agreement.offset = net::first_capability_code;
        Connection::Facts facts;
        facts.shared = {agreement.info};
        connection = std::make_shared<Connection>(loop.executor(), std::move(facts),
                                                  std::weak_ptr<EventSink>{}, access);
        testing::LinkPair wire = testing::connect(loop);
        remote = std::move(wire.theirs);
        session.emplace(connection, std::move(wire.ours), std::vector{agreement}, context);
        tasks.spawn("serve", serve());
        (void)remote->post(net::make_message(0, Bytes(4)), net::first_capability_code,
                           net::Priority::control);
        loop.settle();
    }
    ~Crowded() {
        connection->end({});
        loop.run(tasks.join());
        loop.run(session->join());
    }

    awaitable<void> serve() { ended = co_await session->serve(); }

    testing::Loop loop;
    std::shared_ptr<net::MemoryBudget> budget = std::make_shared<net::MemoryBudget>(1);
    net::MemoryShare others{budget};
    test::EchoCapability echo;
    std::shared_ptr<const AccessLists> access =
        std::make_shared<const AccessLists>(net::NodeId{}, loop.clock());
    Logger log = make_logger("peers");
    PeerSession::Context context{.log = log};
    std::shared_ptr<Connection> connection;
    net::LinkPtr remote;
    std::optional<PeerSession> session;
    std::optional<Ending> ended;
    TaskScope tasks{loop.executor()};
};

}  // namespace
}  // namespace memory

BOOST_FIXTURE_TEST_SUITE(memory, Crowded)

BOOST_AUTO_TEST_CASE(a_message_without_memory_is_read_as_soon_as_there_is_some) {
    loop.advance(29s);
    BOOST_TEST(remote->queued_bytes() == 4U);

    others.set(0);
    loop.settle();

    BOOST_TEST(remote->queued_bytes() == 0U);
    BOOST_TEST(!ended.has_value());
}

BOOST_AUTO_TEST_CASE(a_peer_for_which_no_memory_comes_is_ended) {
    loop.advance(30s + 2s);  // and the time that a Disconnect may take

    BOOST_TEST_REQUIRE(ended.has_value());
    BOOST_TEST((ended->reason == net::Reason::too_many_peers));
}

BOOST_AUTO_TEST_SUITE_END()
