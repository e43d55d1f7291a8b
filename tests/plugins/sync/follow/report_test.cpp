#include <boost/test/unit_test.hpp>
#include <sstream>

#include <plugins/sync/follow/report.hpp>

using namespace plexus;
using namespace plexus::sync;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(a_sync_says_how_far_it_is_and_at_the_end_who_served_it) {
    constexpr SteadyTime began{1h};
    std::ostringstream out;
    Report told{out, Report::Style::lines, 11, 30, began};
    Tally tally;
    told.show(tally, 1, began + 1h);
    tally.blocks = 5;
    tally.transactions = 7;
    tally.bytes = 1'572'864;

    told.show(tally, 2, began + 2s);
    tally.receipts = 7;
    tally.served["Geth"] = {5, 4, 3};
    told.finish(tally, began + 2500ms);

    BOOST_TEST(out.str() ==
               "sync: blocks 11 to 30\n"
               "sync: 25% block 15 of 30, 7 transactions, 1.5 MiB, 2 blocks/s, 2 peers\n"
               "sync: done: 5 blocks, 7 transactions, 7 receipts, 1.5 MiB in 2.50 s (2 blocks/s)\n"
               "sync: 5 headers, 4 bodies, receipts of 3 blocks from peer Geth\n");
}

BOOST_AUTO_TEST_SUITE_END()
