#include <boost/test/unit_test.hpp>

#include <api/plugin/config_error.hpp>
#include <kit/testing/log_capture.hpp>

#include <tests/plugins/sync/stage.hpp>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

using namespace plexus;
using namespace plexus::testing;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(block_repair, SyncStage)

BOOST_AUTO_TEST_CASE(a_damaged_block_is_fetched_anew_from_a_peer_that_has_it) {
    stored_up_to(60);
    host.set("exit-when-done", "false");
    join(60);
    begin();
    store.bad.push_back(chain::ref_of(main_chain().block(40)));

    loop.advance(10s);
    end();

    BOOST_REQUIRE(store.mended.size() == 1U);
    const chain::StoredBlock& expected = main_chain().block(40);
    const chain::StoredBlock& mended = store.mended.front();
    BOOST_TEST((mended.hash == expected.hash));
    BOOST_TEST(std::ranges::equal(mended.body.view(), expected.body.view()));
    BOOST_TEST(std::ranges::equal(mended.receipts->view(), expected.receipts->view()));
}

BOOST_AUTO_TEST_CASE(a_damaged_block_that_nobody_has_is_requested_less_and_less_often) {
    stored_up_to(60);
    host.set("exit-when-done", "false");
    join(20);
    begin();
    chain::BlockRef unknown = chain::ref_of(main_chain().block(40));
    unknown.hash = Hash256{{1}};
    store.bad.push_back(unknown);
    const LogCapture log;

    loop.advance(1h);
    end();

    BOOST_TEST(store.mended.empty());
    const std::size_t tries = log.count("a damaged block cannot be fetched anew now");
    BOOST_TEST(tries > 10U);
    BOOST_TEST(tries < 20U);
}

BOOST_AUTO_TEST_CASE(confirmations_are_told_to_the_store) {
    host.set("confirmations", "12");
    begin();
    end();

    BOOST_TEST(store.confirmations == 12U);
}

BOOST_AUTO_TEST_CASE(confirmations_need_a_store) {
    host.set("confirmations", "12");

    BOOST_CHECK_EXCEPTION((void)host.create(plexus_plugin_v1), ConfigError, [](const auto& error) {
        return std::string_view{error.what()}.find("add chainstore") != std::string_view::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
