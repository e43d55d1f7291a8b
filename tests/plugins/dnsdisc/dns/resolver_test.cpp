#include <boost/test/unit_test.hpp>

#include <boost/asio/co_spawn.hpp>
#include <optional>

#include <api/async/within.hpp>
#include <api/plugin/config_error.hpp>
#include <plugins/dnsdisc/dns/cares_resolver.hpp>

#include <tests/plugins/dnsdisc/dns_server.hpp>

using namespace plexus;
using namespace plexus::dnsdisc;
using namespace std::chrono_literals;

namespace dnsdisc_resolver {
namespace {

using Texts = std::vector<std::string>;

/// In real time, because c-ares looks at the machine's clock.
struct Fixture {
    asio::io_context context{1};
    testing::DnsServer server{context};

    Result<Texts> resolve(CaresResolver& resolver, const std::string& name, Duration limit = 5s) {
        std::optional<Result<Texts>> outcome;
        asio::co_spawn(context, within(limit, resolver.txt(name)),
                       [&](std::exception_ptr error, Result<Texts> texts) {
                           if (error) std::rethrow_exception(error);
                           outcome = std::move(texts);
                       });
        while (!outcome) context.run_one();
        return *outcome;
    }
};

}  // namespace
}  // namespace dnsdisc_resolver

BOOST_FIXTURE_TEST_SUITE(dnsdisc_resolver, Fixture)

BOOST_AUTO_TEST_CASE(the_strings_of_a_record_are_joined_and_records_kept_apart) {
    const std::string longer(600, 'x');
    server.zone["nodes.test"] = {"v=spf1 -all", longer};
    CaresResolver resolver{context.get_executor(), server.address()};

    BOOST_CHECK(resolve(resolver, "nodes.test").value() == (Texts{"v=spf1 -all", longer}));
}

BOOST_AUTO_TEST_CASE(a_response_that_was_cut_off_is_requested_over_tcp) {
    server.cut_off = true;
    const std::string longest(20'000, 'x');
    server.zone["nodes.test"] = {longest};
    CaresResolver resolver{context.get_executor(), server.address()};

    BOOST_CHECK(resolve(resolver, "nodes.test").value() == Texts{longest});
    BOOST_TEST(server.requests == 2U);
}

BOOST_AUTO_TEST_CASE(a_name_that_does_not_exist_is_told_apart) {
    CaresResolver resolver{context.get_executor(), server.address()};

    BOOST_CHECK(resolve(resolver, "nowhere.test").error() == Errc::not_found);
    BOOST_CHECK(resolve(resolver, std::string(300, 'a') + ".test").has_error());
    BOOST_TEST(server.requests == 1U);
}

BOOST_AUTO_TEST_CASE(a_cancelled_lookup_leaves_the_resolver_usable) {
    server.silent = true;
    server.zone["nodes.test"] = {"text"};
    std::optional<CaresResolver> resolver;
    resolver.emplace(context.get_executor(), server.address());
    BOOST_CHECK(resolve(*resolver, "nodes.test", 20ms).error() == Errc::timed_out);
    server.silent = false;
    BOOST_CHECK(resolve(*resolver, "nodes.test").value() == Texts{"text"});
    server.silent = true;
    BOOST_CHECK(resolve(*resolver, "nodes.test", 20ms).error() == Errc::timed_out);

    resolver.reset();  // with a query under way
    context.poll();
}

BOOST_AUTO_TEST_CASE(servers_that_make_no_sense_are_refused) {
    BOOST_CHECK_THROW((CaresResolver{context.get_executor(), "here and there"}), ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
