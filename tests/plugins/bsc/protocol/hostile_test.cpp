#include <boost/log/core.hpp>
#include <boost/test/unit_test.hpp>

#include <api/chain/chain_profile.hpp>
#include <api/eth/remote.hpp>
#include <api/net/local_node.hpp>
#include <api/net/peer_pool.hpp>
#include <bsc/remote.hpp>
#include <bsc/vote_handler.hpp>
#include <embed/embedded_node.hpp>
#include <kit/eth/messages/messages.hpp>
#include <plugins/bsc/protocol/block_range.hpp>
#include <plugins/bsc/protocol/code.hpp>
#include <plugins/bsc/protocol/limits.hpp>

#include <tests/kernel/temporary_folder.hpp>
#include <tests/plugins/bsc/protocol/things.hpp>
#include <tests/plugins/rlpx/loopback.hpp>

using namespace plexus;
using namespace plexus::tests;
using net::Reason;
namespace code = bsc::code;

namespace {

constexpr std::uint64_t bsc_offset = 16;
constexpr std::uint64_t eth_offset = 20;
constexpr std::uint64_t upgrade_status = 0x0b;

/// Codes of bsc/2 and eth/68, of any size.
const net::SizeLimit both = [](std::uint64_t wire_code) -> std::optional<std::size_t> {
    if (wire_code < bsc_offset || wire_code >= eth_offset + 17) return std::nullopt;
    return rlpx::max_message;
};

/// Counts the votes that reach a plugin.
class VoteCounter final : public Plugin, public bsc::VoteHandler {
public:
    static constexpr std::array provides{bsc::VoteHandler::key};
    static constexpr std::array<Need, 0> needs{};

    explicit VoteCounter(Host& host)
        : metric_(host.metrics().counter({"counter_votes_total", "Votes that reached it"})) {
        host.publish<bsc::VoteHandler>(*this);
    }

    awaitable<eth::ValidationResult> on_votes(const eth::Origin&,
                                              std::span<const bsc::Vote> votes) override {
        metric_.add(votes.size());
        co_return eth::ValidationResult::accept;
    }

private:
    Counter& metric_;
};

const PluginDescriptor counter =
    describe_plugin<VoteCounter, "counter", "1.0.0", "counts the votes that reach it">();

/// A BSC node as it is shipped, and somebody who dials it over a real socket.
struct Encounter {
    Encounter() {
        boost::log::core::get()->set_logging_enabled(false);
        node.start();
    }
    ~Encounter() {
        link.reset();
        node.stop();
        boost::log::core::get()->set_logging_enabled(true);
    }

    void dial(std::vector<net::HelloCapability> capabilities = {{"bsc", 2}, {"eth", 68}}) {
        net::Hello hello = test_hello();
        hello.capabilities = std::move(capabilities);
        Result<net::LinkPtr> dialled = make_error_code(Errc::closed);
        loop.run(dial_one(intruder, node.get<net::LocalNode>().node(), dialled, hello, {}));
        link = std::move(dialled).value();
    }

    void post(std::uint64_t message_code, Bytes payload, std::uint64_t offset = bsc_offset) {
        (void)link->post(net::make_message(message_code, std::move(payload)), offset,
                         net::Priority::control);
    }

    /// A good Status, and what BSC wants besides.
    void shake_hands(std::uint64_t offset = eth_offset) {
        const auto& profile = node.get<chain::ChainProfile>();
        const WallTime now = std::chrono::system_clock::now();
        eth::Status status;
        status.version = 68;
        status.network_id = profile.network_id();
        status.genesis = status.head = profile.genesis().hash;
        status.fork_id = profile.fork_id(profile.assumed_head(now));
        post(eth::code::status, eth::status_v1.encode(status), offset);
        post(upgrade_status, from_hex("c2c180").value(), offset);
    }

    void join() {
        dial();
        shake_hands();
    }

    /// Reads until the node ends the connection.
    /// @returns why, as it says
    std::optional<Reason> hear_out() {
        Received received;
        loop.run(receive_all(*link, received, both));
        return link->disconnect_reason();
    }

    /// Reads until this holds; gives up after a while.
    template <class Condition>
    bool comes_true(Condition condition) {
        Received received;
        bool holds = false;
        loop.run(watch(condition, holds, received));
        return holds;
    }

    /// Whether the node's only peer offers this.
    template <class T>
    bool has_handle() {
        const std::vector<net::PeerPtr> peers = node.get<net::PeerPool>().peers();
        return !peers.empty() && peers.front()->handle<T>() != nullptr;
    }

    double metric(const std::string& name) { return node.metrics().value(name); }

    kernel::TemporaryFolder folder;
    RealLoop loop;
    TestNode intruder{loop, 7};
    EmbeddedNode node{{"plugins=eth68,bsc", "listen-address=127.0.0.1", "port=0",
                       "data-dir=" + folder.path().string(), "eth68.handshake-timeout=500ms"},
                      {.plugins = {&counter}}};
    net::LinkPtr link;

private:
    template <class Condition>
    awaitable<void> watch(Condition& condition, bool& holds, Received& received) {
        constexpr int looks = 200;
        for (int i = 0; i < looks && !holds; ++i) {
            auto reading = receive_all(*link, received, both);
            (void)co_await within(50ms, std::move(reading));
            holds = condition();
        }
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bsc_over_sockets, Encounter)

BOOST_AUTO_TEST_CASE(a_dependent_capability_alone_makes_no_useful_peer) {
    Result<net::LinkPtr> dialled = make_error_code(Errc::closed);
    net::Hello hello = test_hello();
    hello.capabilities = {{"bsc", 2}};
    loop.run(dial_one(intruder, node.get<net::LocalNode>().node(), dialled, hello, {}));
    if (dialled) {
        link = std::move(*dialled);
        BOOST_TEST((hear_out() == Reason::useless_peer));
    }
    BOOST_TEST(node.get<net::PeerPool>().peers().empty());
}

BOOST_AUTO_TEST_CASE(a_peer_that_never_sends_a_cap_packet_is_a_peer) {
    join();

    BOOST_TEST(comes_true([&] { return has_handle<bsc::Remote>(); }));
}

BOOST_AUTO_TEST_CASE(a_peer_that_has_no_bsc_is_not_made_to_wait) {
    dial({{"eth", 68}});
    shake_hands(bsc_offset);  // which is then eth's

    BOOST_TEST(comes_true([&] { return has_handle<eth::Remote>(); }));
}

BOOST_AUTO_TEST_CASE(a_status_that_is_withheld_ends_it_all_in_time) {
    dial();
    post(code::cap, from_hex("c20200").value());

    BOOST_TEST((hear_out() == Reason::read_timeout));
}

BOOST_AUTO_TEST_CASE(votes_reach_a_plugin) {
    join();
    post(code::votes,
         testing::hex(testing::vectors("bsc_protocol.json").at("votes").at("payload")));

    BOOST_TEST(comes_true([&] { return metric("counter_votes_total") == 11; }));
}

BOOST_AUTO_TEST_CASE(malformed_votes_are_a_breach) {
    join();
    post(code::votes, from_hex("c2c1c0").value());

    BOOST_TEST((hear_out() == Reason::subprotocol_error));
    BOOST_TEST(metric("counter_votes_total") == 0);
}

BOOST_AUTO_TEST_CASE(a_flood_of_votes_costs_the_connection) {
    const Bytes flood = bsc::encode_votes(testing::make_votes(1, bsc::limits::known_votes + 1));
    join();
    for (int i = 0; i < 4; ++i) post(code::votes, flood);

    BOOST_TEST((hear_out() == Reason::useless_peer));
    BOOST_TEST(metric("counter_votes_total") == 0);
    BOOST_TEST(metric("plexus_bsc_messages_dropped_total") >= 2);
}

BOOST_AUTO_TEST_CASE(a_range_of_too_many_blocks_is_a_breach) {
    bsc::BlockRange range;
    range.count = bsc::limits::range_blocks + 1;
    join();
    post(code::get_blocks_by_range, bsc::encode_get_blocks_by_range(1, range));

    BOOST_TEST((hear_out() == Reason::subprotocol_error));
}

BOOST_AUTO_TEST_CASE(unrequested_responses_cost_the_connection) {
    join();
    for (int i = 0; i < 8; ++i) post(code::blocks_by_range, from_hex("c36407c0").value());

    BOOST_TEST((hear_out() == Reason::useless_peer));
}

BOOST_AUTO_TEST_SUITE_END()
