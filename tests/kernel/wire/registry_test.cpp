#include <kernel/wire/registry.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <utility>

#include <tests/resolve/fake_plugins.hpp>

namespace {

using namespace plexus;
using namespace plexus::kernel;
using namespace plexus::resolve::test;

constexpr ServiceKey voice = single("voice");
constexpr ServiceKey nobody = single("nobody");
constexpr ServiceKey ear = many("ear");
constexpr Need any_time(ServiceKey key, Count count) { return {key, count, When::any_time}; }

/// Nobody looks it up here but to see that it is found.
class NoPlugins final : public Plugins {
public:
    std::vector<PluginStatus> list() const override { return {}; }
    awaitable<void> join(std::string, PluginSettings) override { co_return; }
    awaitable<void> leave(std::string) override { co_return; }
};

/// A registry of "a-voice", "b-user" and "c-late".
struct ThreePlugins {
    ThreePlugins() {
        plugins.add("a-voice", {voice, ear}, {});
        plugins.add("b-user", {ear},
                    {requires_(voice), may_use(nobody), collects(ear),
                     any_time(Plugins::key, Count::one), any_time(single("late"), Count::maybe)});
        plugins.add("c-late", {single("late"), ear}, {collects(ear)});
        plan =
            resolve::resolve({plugins.list({"a-voice", "b-user", "c-late"}), {}, {}}, plugins).plan;
        for (resolve::PlannedPlugin& plugin : plan.plugins)
            entries.push_back(&registry.add(plugin));
    }

    Registry::Entry& first() { return *entries[0]; }
    Registry::Entry& user() { return *entries[1]; }
    Registry::Entry& late() { return *entries[2]; }

    /// From construction to the end of start().
    void join_first() {
        registry.publish(first(), voice, &service);
        registry.publish(first(), ear, &service);
        registry.seal(first());
        registry.commit(first());
    }

    void join_user() {
        registry.publish(user(), ear, &other);
        registry.seal(user());
        registry.commit(user());
    }

    void join_late() {
        registry.publish(late(), single("late"), &other);
        registry.publish(late(), ear, &other);
        registry.seal(late());
        registry.commit(late());
    }

    std::vector<void*> collected(Registry::Entry& by, const ServiceKey& key, Count count) {
        std::vector<void*> services;
        for (const Lease<void>& lease : *registry.every(by, key, count)) {
            services.push_back(lease.get());
        }
        return services;
    }

    FakePlugins plugins;
    resolve::Plan plan;
    NoPlugins kernels;
    Registry registry{plan.bindings, kernels};
    std::vector<Registry::Entry*> entries;
    int service = 0;
    int other = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(registry, ThreePlugins)

BOOST_AUTO_TEST_CASE(a_published_service_is_found_by_who_declared_the_need) {
    join_first();
    join_late();

    BOOST_TEST(registry.find(user(), voice, Count::one) == &service);
    BOOST_TEST(registry.find(user(), nobody, Count::maybe) == nullptr);
    BOOST_TEST(registry.find(user(), Plugins::key, Count::one) == &kernels);
}

BOOST_AUTO_TEST_CASE(an_undeclared_lookup_throws) {
    BOOST_CHECK_THROW(registry.find(first(), voice, Count::one), std::logic_error);
    BOOST_CHECK_THROW(registry.find(user(), single("voice", 2), Count::one), std::logic_error);
    BOOST_CHECK_THROW(registry.every(first(), ear, Count::all), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_lookup_of_another_kind_than_declared_throws) {
    join_first();
    join_user();

    BOOST_CHECK_THROW(registry.find(user(), voice, Count::maybe), std::logic_error);
    BOOST_CHECK_THROW(registry.find(user(), single("late"), Count::maybe), std::logic_error);
    BOOST_CHECK_THROW(registry.every(user(), ear, Count::maybe), std::logic_error);
}

BOOST_AUTO_TEST_CASE(collecting_in_a_constructor_throws) {
    BOOST_CHECK_THROW(registry.every(user(), ear, Count::all), std::logic_error);
}

BOOST_AUTO_TEST_CASE(publishing_what_is_not_declared_throws) {
    BOOST_CHECK_THROW(registry.publish(user(), voice, &service), std::logic_error);
}

BOOST_AUTO_TEST_CASE(publishing_twice_or_after_construction_throws) {
    registry.publish(first(), voice, &service);

    BOOST_CHECK_THROW(registry.publish(first(), voice, &service), std::logic_error);
    registry.publish(first(), ear, &service);
    registry.seal(first());
    BOOST_CHECK_THROW(registry.publish(first(), ear, &service), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_promised_service_that_is_not_published_is_noticed) {
    registry.publish(first(), voice, &service);

    BOOST_CHECK_THROW(registry.seal(first()), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_plugin_may_publish_several_of_a_service_that_is_collected) {
    registry.publish(first(), voice, &service);
    registry.publish(first(), ear, &service);
    registry.publish(first(), ear, &other);
    registry.seal(first());
    registry.commit(first());
    join_user();

    BOOST_TEST(collected(user(), ear, Count::all).size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_plugin_that_has_not_started_is_not_seen) {
    join_first();
    join_user();
    registry.publish(late(), single("late"), &other);
    registry.publish(late(), ear, &other);

    BOOST_TEST(collected(user(), ear, Count::all).size() == 2U);
    registry.seal(late());
    BOOST_TEST(collected(user(), ear, Count::all).size() == 2U);
    registry.commit(late());
    BOOST_TEST(collected(user(), ear, Count::all).size() == 3U);
}

BOOST_AUTO_TEST_CASE(what_may_come_at_any_time_is_there_once_it_has_come) {
    join_first();
    join_user();

    BOOST_TEST(collected(user(), single("late"), Count::maybe).empty());
    join_late();
    BOOST_TEST(collected(user(), single("late"), Count::maybe) == std::vector<void*>{&other},
               boost::test_tools::per_element());
    registry.retire(late());
    BOOST_TEST(collected(user(), single("late"), Count::maybe).empty());
}

BOOST_AUTO_TEST_CASE(a_plugin_that_leaves_is_held_by_those_that_still_use_it) {
    join_first();
    join_user();
    join_late();
    Registry::Snapshot used = registry.every(user(), ear, Count::all);
    const Registry::Snapshot of_program = registry.every(ear);

    registry.retire(late());

    BOOST_TEST(collected(user(), ear, Count::all).size() == 2U);
    BOOST_TEST(used->size() == 3U);
    BOOST_TEST(
        registry.holders(late()).names() == (std::vector<std::string>{"b-user", "the program"}),
        boost::test_tools::per_element());
    used.reset();
    BOOST_TEST(registry.holders(late()).names() == std::vector<std::string>{"the program"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_last_hold_that_goes_is_told) {
    join_first();
    join_user();
    Registry::Snapshot used = registry.every(user(), ear, Count::all);
    int released = 0;
    const Subscription subscription =
        registry.holders(first()).released().add([&released] { ++released; });
    registry.retire(first());
    BOOST_TEST(!registry.holders(first()).empty());

    used.reset();

    BOOST_TEST(registry.holders(first()).empty());
    BOOST_TEST(released > 0);
}

BOOST_AUTO_TEST_CASE(a_destroyed_plugin_holds_nothing) {
    join_first();
    join_late();
    BOOST_TEST(!registry.holders(first()).empty());  // by the late one, which collects it
    registry.seal(late());

    registry.clear(late());
    registry.retire(first());

    BOOST_TEST(registry.holders(first()).empty());
}

BOOST_AUTO_TEST_CASE(a_watch_tells_of_those_that_are_there_that_join_and_that_leave) {
    asio::io_context loop;
    std::vector<std::pair<void*, ServiceChange>> told;
    join_first();
    join_user();
    Subscription watch = registry.watch(user(), ear, loop.get_executor(),
                                        [&told](const Lease<void>& lease, ServiceChange change) {
                                            told.emplace_back(lease.get(), change);
                                        });
    BOOST_TEST(told.empty());
    loop.run();
    BOOST_TEST(told.size() == 2U);  // itself too

    join_late();
    registry.retire(late());
    loop.restart();
    loop.run();

    BOOST_REQUIRE(told.size() == 4U);
    BOOST_TEST((told[2] == std::pair<void*, ServiceChange>{&other, ServiceChange::joined}));
    BOOST_TEST((told[3] == std::pair<void*, ServiceChange>{&other, ServiceChange::leaving}));
    watch.reset();
    registry.retire(first());
    loop.restart();
    loop.run();
    BOOST_TEST(told.size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_plugin_whose_leaving_has_not_been_told_yet_is_held) {
    asio::io_context loop;
    join_first();
    join_user();
    const Subscription watch =
        registry.watch(user(), ear, loop.get_executor(), [](const Lease<void>&, ServiceChange) {});
    loop.run();

    registry.retire(first());

    BOOST_TEST(!registry.holders(first()).empty());
    loop.restart();
    loop.run();
    BOOST_TEST(registry.holders(first()).empty());
}

BOOST_AUTO_TEST_CASE(what_the_program_has_found_is_kept) {
    join_first();

    BOOST_TEST(!registry.kept_by_program(first()));
    BOOST_TEST(registry.find(voice) == &service);
    BOOST_TEST(registry.kept_by_program(first()));
    BOOST_TEST(registry.find(nobody) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
