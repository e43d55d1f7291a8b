#include <kernel/node/registry.hpp>

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "fake_plugins.hpp"

namespace {

using namespace plexus;
using namespace plexus::kernel;
using namespace plexus::kernel::test;

constexpr ServiceKey voice = single("voice");
constexpr ServiceKey ear = many("ear");

/// A plan of 0 "a-voice", 1 "b-user".
struct TwoPlugins {
    TwoPlugins() {
        plugins.add("a-voice", {voice, ear}, {});
        plugins.add("b-user", {}, {requires_(voice), may_use(single("nobody")), collects(ear)});
        plan = resolve({plugins.list({"a-voice", "b-user"}), {}, {}}, plugins).plan;
    }

    FakePlugins plugins;
    Plan plan;
    int service = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(registry)

BOOST_FIXTURE_TEST_CASE(a_published_service_is_found_by_who_declared_the_need, TwoPlugins) {
    Registry registry(plan);
    registry.publish(0, voice, &service);
    registry.publish(0, ear, &service);
    registry.seal();

    BOOST_TEST(registry.find(1, voice, Count::one) == &service);
    BOOST_TEST(registry.every(1, ear) == std::vector<void*>{&service},
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(an_optional_need_without_provider_is_null, TwoPlugins) {
    const Registry registry(plan);

    BOOST_TEST(registry.find(1, single("nobody"), Count::maybe) == nullptr);
}

BOOST_FIXTURE_TEST_CASE(an_undeclared_look_up_throws, TwoPlugins) {
    const Registry registry(plan);

    BOOST_CHECK_THROW(registry.find(0, voice, Count::one), std::logic_error);
    BOOST_CHECK_THROW(registry.find(1, single("voice", 2), Count::one), std::logic_error);
}

BOOST_FIXTURE_TEST_CASE(a_look_up_of_another_kind_than_declared_throws, TwoPlugins) {
    const Registry registry(plan);

    BOOST_CHECK_THROW(registry.find(1, voice, Count::maybe), std::logic_error);
}

BOOST_FIXTURE_TEST_CASE(collecting_before_every_plugin_is_made_throws, TwoPlugins) {
    const Registry registry(plan);

    BOOST_CHECK_THROW(registry.every(1, ear), std::logic_error);
}

BOOST_FIXTURE_TEST_CASE(publishing_what_the_plugin_does_not_declare_throws, TwoPlugins) {
    Registry registry(plan);

    BOOST_CHECK_THROW(registry.publish(1, voice, &service), std::logic_error);
}

BOOST_FIXTURE_TEST_CASE(publishing_twice_or_after_construction_throws, TwoPlugins) {
    Registry registry(plan);
    registry.publish(0, voice, &service);

    BOOST_CHECK_THROW(registry.publish(0, voice, &service), std::logic_error);
    registry.seal();
    BOOST_CHECK_THROW(registry.publish(0, ear, &service), std::logic_error);
}

BOOST_FIXTURE_TEST_CASE(a_plugin_may_publish_several_of_a_service_that_is_collected, TwoPlugins) {
    int other = 0;
    Registry registry(plan);
    registry.publish(0, ear, &service);
    registry.publish(0, ear, &other);
    registry.seal();

    BOOST_TEST(registry.every(1, ear) == (std::vector<void*>{&service, &other}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_promised_service_that_is_not_published_is_noticed, TwoPlugins) {
    Registry registry(plan);
    registry.publish(0, voice, &service);

    BOOST_CHECK_THROW(registry.check_all_published(0), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
