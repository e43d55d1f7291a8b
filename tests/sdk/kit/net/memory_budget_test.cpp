#include <kit/net/memory_budget.hpp>

#include <boost/test/unit_test.hpp>
#include <optional>

using namespace plexus;

namespace {

struct Fixture {
    std::shared_ptr<net::MemoryBudget> budget = std::make_shared<net::MemoryBudget>(100);
    std::optional<net::MemoryShare> greedy{budget};
    net::MemoryShare modest{budget};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(memory_budget, Fixture)

BOOST_AUTO_TEST_CASE(one_may_take_all_while_no_other_wants_any) {
    BOOST_TEST(greedy->has_room(100));
    BOOST_TEST(!greedy->has_room(101));
}

BOOST_AUTO_TEST_CASE(one_that_holds_little_goes_on_when_another_has_taken_all) {
    greedy->add(100);

    BOOST_TEST(!greedy->has_room(1));
    BOOST_TEST(modest.has_room(50));  // an equal part
    BOOST_TEST(!modest.has_room(51));
}

BOOST_AUTO_TEST_CASE(what_is_held_is_given_back) {
    greedy->set(70);
    greedy->set(20);
    modest.add(30);
    modest.subtract(10);
    BOOST_TEST(budget->used() == 40U);

    greedy.reset();

    BOOST_TEST(budget->used() == 20U);
    BOOST_TEST(modest.has_room(80));  // alone again
}

BOOST_AUTO_TEST_SUITE_END()
