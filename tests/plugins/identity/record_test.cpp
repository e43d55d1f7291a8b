#include <kit/crypto/secp256k1.hpp>
#include <kit/enr/builder.hpp>

#include "identity.hpp"

using namespace plexus;
using namespace plexus::identity::test;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(record, Identity)

BOOST_AUTO_TEST_CASE(a_learnt_address_is_in_the_record_after_a_restart) {
    write_file(key_digits);
    net::NodeRecordPtr last;
    {
        const auto plugin = create();
        testing::PluginLife<testing::TestHost> life(loop, host, *plugin);
        life.begin();
        local().set_udp_port(4002);
        state("77.1.1.1", 3, 4002);
        last = local().record().value();
        loop.settle();
        life.end();
    }
    testing::TestHost later{loop.executor(), "identity"};
    fs::copy(host.data_dir(), later.data_dir());
    const auto plugin = later.create(plexus_plugin_v1);
    loop.run(plugin->start());
    auto& again = later.published<net::LocalNode>();
    again.set_udp_port(4002);

    BOOST_TEST(again.record().value()->ip4.address.to_string() == "77.1.1.1");
    BOOST_TEST(again.record().value()->sequence == last->sequence);
}

BOOST_AUTO_TEST_CASE(a_configured_address_is_gone_when_it_is_no_longer_configured) {
    write_file(key_digits);
    {
        host.set("external-ip", "8.8.4.4");
        const auto plugin = create();
        testing::PluginLife<testing::TestHost> life(loop, host, *plugin);
        life.begin();
        BOOST_TEST(local().record().value()->ip4.address.to_string() == "8.8.4.4");
        loop.settle();
        life.end();
    }
    testing::TestHost later{loop.executor(), "identity"};
    fs::copy(host.data_dir(), later.data_dir());
    const auto plugin = later.create(plexus_plugin_v1);
    loop.run(plugin->start());
    BOOST_TEST(later.published<net::LocalNode>().node().ip4.address.to_string() != "8.8.4.4");
}

BOOST_AUTO_TEST_CASE(the_record_goes_on_after_a_restart) {
    write_file(key_digits);
    net::NodeRecordPtr last;
    {
        const auto plugin = create();
        testing::PluginLife<testing::TestHost> life(loop, host, *plugin);
        life.begin();
        local().set_udp_port(4002);
        last = local().record().value();
        loop.settle();
        life.end();
    }
    testing::TestHost later{loop.executor(), "identity"};
    fs::copy(host.data_dir(), later.data_dir());
    const auto plugin = later.create(plexus_plugin_v1);
    loop.run(plugin->start());
    loop.advance(1h);
    auto& again = later.published<net::LocalNode>();
    again.set_udp_port(4002);

    BOOST_TEST(again.record().value()->sequence == last->sequence);
    again.set_udp_port(4003);
    BOOST_TEST(again.record().value()->sequence > last->sequence);
}

BOOST_AUTO_TEST_CASE(the_record_is_written_at_the_first_start) {
    const auto plugin = create();
    testing::PluginLife<testing::TestHost> life(loop, host, *plugin);
    life.begin();
    loop.settle();

    std::string text;
    std::ifstream(host.data_dir() / "enr") >> text;
    BOOST_TEST(text == enr::Record{*local().record().value()}.text());
    life.end();
}

BOOST_AUTO_TEST_CASE(the_record_of_another_key_is_not_gone_on_with) {
    const auto plugin = create();
    const crypto::SecretKey other = crypto::SecretKey::generate();
    const enr::Record foreign =
        enr::Builder::make(crypto::public_key(other))
            .value()
            .sign(UINT64_MAX, [&](const Hash256& digest) { return crypto::sign(other, digest); })
            .value();
    std::ofstream(host.data_dir() / "enr") << foreign.text() << '\n';

    loop.run(plugin->start());

    BOOST_TEST(local().record().value()->sequence < UINT64_MAX);
}

BOOST_AUTO_TEST_SUITE_END()
