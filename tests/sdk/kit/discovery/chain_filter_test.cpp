#include <kit/discovery/chain_filter.hpp>

#include <boost/test/unit_test.hpp>

#include <kit/testing/fake_profile.hpp>

using namespace plexus;
using namespace plexus::discovery;

namespace chain_filter {
namespace {

struct Fixture {
    testing::FakeProfile chain;
    ChainFilter filter{chain, [] { return chain::Head{}; }};

    bool accepts(const char* digits) {
        return filter.accepts(from_hex(digits).value()).has_value();
    }
};

}  // namespace
}  // namespace chain_filter

BOOST_FIXTURE_TEST_SUITE(chain_filter, Fixture)

BOOST_AUTO_TEST_CASE(our_entry_is_the_fork_id_as_of_now) {
    BOOST_TEST(to_hex(filter.own_entry()) == "c7c6841122334480");

    chain.fork.next = 1'796'697'000;

    BOOST_TEST(to_hex(filter.own_entry()) == "cbca8411223344846b176ba8");
}

BOOST_AUTO_TEST_CASE(another_chain_is_told_by_its_entry) {
    BOOST_TEST(accepts("c7c6841122334480"));
    BOOST_TEST(!accepts("c7c6841122334580"));
    BOOST_TEST(!accepts("c0"));
}

BOOST_AUTO_TEST_SUITE_END()
