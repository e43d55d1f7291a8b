#include <boost/test/unit_test.hpp>

#include <kit/testing/loop.hpp>
#include <plugins/rpc/feeds/hub.hpp>
#include <test_host/test_host.hpp>

using namespace plexus;
using namespace plexus::rpc_server;

namespace {

/// Notes what it hears.
class Ear final : public Listener {
public:
    Ear(Hub& hub, Feed feed) : Listener(hub, Interest{feed, {}, {}}) { activate(); }

    std::vector<std::string> heard{};

    void hear(const News& news) override { heard.push_back(news.text()); }
};

struct Listening {
    testing::Loop loop;
    testing::TestHost host{loop.executor(), "rpc"};
    Hub hub{host.metrics(), Kinds::with_finality};

    static eth::FinalityVote vote(std::uint8_t number) {
        eth::FinalityVote vote;
        vote.hash.bytes[0] = number;
        vote.source_number = number;
        vote.target_number = number + 1U;
        return vote;
    }
};

Interest interest(const char* kind, Kinds kinds) {
    return read_interest("eth", kind, boost::json::array{kind}, kinds);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rpc_hub, Listening)

BOOST_AUTO_TEST_CASE(each_vote_is_told_once_however_many_peers_send_it) {
    const std::vector<eth::FinalityVote> votes{vote(1), vote(2), vote(1)};
    Ear ear(hub, Feed::votes);

    hub.on_votes(votes);
    hub.on_votes(votes);

    BOOST_TEST_REQUIRE(ear.heard.size() == 2U);
    BOOST_TEST(ear.heard[0] == R"({"VoteAddress":"0x)" + std::string(96, '0') +
                                   R"(","Signature":"0x)" + std::string(192, '0') +
                                   R"(","Data":{"SourceNumber":1,"SourceHash":"0x)" +
                                   std::string(64, '0') + R"(","TargetNumber":2,"TargetHash":"0x)" +
                                   std::string(64, '0') + R"("}})");
}

BOOST_AUTO_TEST_CASE(votes_are_wanted_as_long_as_somebody_listens_to_them) {
    BOOST_TEST(!hub.wants_votes());
    {
        const Ear heads(hub, Feed::new_heads);
        BOOST_TEST(!hub.wants_votes());
        const Ear votes(hub, Feed::votes);
        BOOST_TEST(hub.wants_votes());
    }
    BOOST_TEST(!hub.wants_votes());
}

BOOST_AUTO_TEST_CASE(what_bsc_has_of_its_own_is_subscribed_to_on_bsc_alone) {
    BOOST_TEST((interest("newVotes", Kinds::with_finality).feed == Feed::votes));
    BOOST_TEST(
        (interest("newFinalizedHeaders", Kinds::with_finality).feed == Feed::finalized_headers));
    for (const char* kind : {"newVotes", "newFinalizedHeaders"}) {
        BOOST_CHECK_EXCEPTION(interest(kind, Kinds::usual), rpc::RpcError, [&](const auto& error) {
            return error.what() == "no \"" + std::string(kind) + "\" subscription in eth namespace";
        });
    }
}

BOOST_AUTO_TEST_SUITE_END()
