#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include <api/net/local_node.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/enr/builder.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

using namespace plexus;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

extern "C" const PluginDescriptor plexus_plugin_v1;

namespace {

/// The node key of the published EIP-8 vectors, and its public half.
constexpr auto key_digits = "49a7b37aa6f6645917e7b807e9d1c00d4fa71f18343b0d4122a4d2df64dd6fee";
constexpr auto id_digits =
    "fda1cff674c90c9a197539fe3dfb53086ace64f83ed7c6eabec741f7f381cc80"
    "3e52ab2cd55d5569bce4347107a310dfd5f88a010cd2ffd1005ca406f1842877";

struct Fixture {
    testing::Loop loop;
    testing::TestHost host{loop.executor(), "identity"};
    fs::path file = host.data_dir() / "nodekey";

    std::unique_ptr<Plugin> create() { return host.create(plexus_plugin_v1); }
    net::LocalNode& local() { return host.published<net::LocalNode>(); }

    /// Nodes of that many networks say where they see this one.
    void state(const std::string& seen, int networks, std::uint16_t port = 4002) {
        for (int i = 1; i <= networks; ++i) {
            local().add_statement({asio::ip::make_address(seen), port},
                                  asio::ip::make_address("9." + std::to_string(i) + ".1.1"));
        }
    }

    void write_file(const std::string& content, mode_t mode = 0600) {
        std::ofstream(file) << content;
        ::chmod(file.c_str(), mode);
    }

    std::string read_file() {
        std::ifstream stream(file);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    /// Construction fails with one line that names all of `words`.
    void check_refusal(const std::vector<std::string>& words) {
        BOOST_CHECK_EXCEPTION(create(), ConfigError, [&](const ConfigError& error) {
            const std::string text = error.what();
            const auto named = [&](const std::string& word) {
                return text.find(word) != text.npos;
            };
            return text.find('\n') == text.npos && std::all_of(words.begin(), words.end(), named);
        });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(identity, Fixture)

BOOST_AUTO_TEST_CASE(a_missing_key_is_made_and_written_at_the_start) {
    const auto plugin = create();
    const net::NodeId id = local().id();
    BOOST_TEST(!fs::exists(file));

    loop.run(plugin->start());

    BOOST_TEST(read_file().size() == 64U);
    struct stat status {};
    ::stat(file.c_str(), &status);
    BOOST_TEST((status.st_mode & 07777U) == 0600U);

    testing::TestHost again(loop.executor(), "identity");
    again.set("key-file", file.string());
    const auto second = again.create(plexus_plugin_v1);
    BOOST_TEST((again.published<net::LocalNode>().id() == id));
}

BOOST_AUTO_TEST_CASE(a_key_file_is_used_and_left_as_it_is) {
    const std::string digits = key_digits;
    for (const std::string& content :
         {digits, digits + "\n", digits + "\r\n", "0x" + digits, " \t0x" + digits + " \n\n"}) {
        Fixture fixture;
        fixture.write_file(content);

        const auto plugin = fixture.create();
        fixture.loop.run(plugin->start());

        BOOST_TEST(to_hex(fixture.local().id()) == id_digits);
        BOOST_TEST(fixture.read_file() == content);
    }
}

BOOST_AUTO_TEST_CASE(a_key_file_may_be_readable_for_a_group_as_kubernetes_mounts_it) {
    for (const mode_t mode : {0640U, 0440U, 0400U}) {
        Fixture fixture;
        fixture.write_file(key_digits, mode);

        const auto plugin = fixture.create();
        fixture.loop.run(plugin->start());

        BOOST_TEST(to_hex(fixture.local().id()) == id_digits);
    }
}

BOOST_AUTO_TEST_CASE(a_key_file_that_others_may_use_is_refused) {
    for (const mode_t mode : {0604U, 0602U, 0620U, 0660U, 0644U, 0777U}) {
        Fixture fixture;
        fixture.write_file(key_digits, mode);
        fixture.check_refusal({fixture.file.string(), "chmod 600"});
    }
}

BOOST_AUTO_TEST_CASE(a_key_file_with_anything_else_in_it_is_refused) {
    const std::string digits = key_digits;
    const std::string zeros(64, '0');
    const std::string too_large(64, 'f');
    for (const std::string& content :
         {std::string{}, digits.substr(1), digits + "0", "0x0x" + digits, "x" + digits.substr(1),
          zeros, too_large, digits + "\n#", digits + digits, digits + std::string(10'000, '7')}) {
        Fixture fixture;
        fixture.write_file(content);
        fixture.check_refusal({fixture.file.string(), "64 hexadecimal digits"});
        BOOST_TEST(fixture.read_file() == content);
    }
}

BOOST_AUTO_TEST_CASE(a_folder_in_place_of_the_key_file_is_refused) {
    fs::create_directory(file);
    check_refusal({file.string(), "identity.key-file"});
}

BOOST_AUTO_TEST_CASE(a_link_to_nowhere_in_place_of_the_key_file_is_refused) {
    fs::create_symlink("nowhere", file);
    check_refusal({file.string()});
}

BOOST_AUTO_TEST_CASE(a_key_that_cannot_be_written_is_told_at_the_start) {
    host.set("key-file", (host.data_dir() / "missing" / "nodekey").string());
    const auto plugin = create();
    BOOST_CHECK_THROW(loop.run(plugin->start()), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_key_given_as_option_needs_no_file) {
    host.set("key", key_digits);
    const auto plugin = create();
    loop.run(plugin->start());

    BOOST_TEST(to_hex(local().id()) == id_digits);
    BOOST_TEST(!fs::exists(file));
}

BOOST_AUTO_TEST_CASE(a_malformed_key_as_option_is_refused_and_not_repeated) {
    host.set("key", "c0ffee");
    BOOST_CHECK_EXCEPTION(create(), ConfigError, [](const ConfigError& error) {
        const std::string text = error.what();
        return text.find("identity.key") != text.npos && text.find("c0ffee") == text.npos;
    });
}

BOOST_AUTO_TEST_CASE(the_node_signs_and_agrees_with_its_key) {
    host.set("key", key_digits);
    const auto plugin = create();
    const crypto::SecretKey other = crypto::SecretKey::generate();
    Hash256 digest;
    digest.bytes.fill(7);

    const auto signature = local().sign(digest).value();

    BOOST_TEST((crypto::recover(signature, digest).value() == local().id()));
    BOOST_TEST((local().ecdh(crypto::public_key(other)).value() ==
                crypto::ecdh(other, local().id()).value()));
    BOOST_TEST((local().ecdh(net::NodeId{}).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(a_node_that_listens_everywhere_knows_no_address) {
    const auto plugin = create();
    local().set_tcp_port(4001);
    local().set_udp_port(4002);

    BOOST_TEST(local().listen_address().to_string() == "0.0.0.0");
    BOOST_TEST(local().listen_port() == 30311);
    BOOST_TEST(local().node().endpoints().empty());
    BOOST_TEST(local().node().endpoint().tcp_port == 4001);
    BOOST_TEST(!local().record().value()->ip4.known());
    BOOST_TEST(local().record().value()->ip4.tcp_port == 4001);
    BOOST_TEST(local().record().value()->ip4.udp_port == 4002);
}

BOOST_AUTO_TEST_CASE(a_node_that_listens_everywhere_in_version_six_knows_no_address) {
    host.set("listen-address", "::");
    const auto plugin = create();
    BOOST_TEST(local().node().endpoints().empty());
}

BOOST_AUTO_TEST_CASE(an_address_is_learnt_from_other_nodes) {
    const auto plugin = create();
    local().set_tcp_port(4001);
    local().set_udp_port(4002);
    const std::uint64_t before = local().record().value()->sequence;
    loop.advance(1s);

    state("77.1.1.1", 3);

    BOOST_TEST(local().node().enode().ends_with("@77.1.1.1:4001?discport=4002"));
    BOOST_TEST(local().record().value()->ip4.address.to_string() == "77.1.1.1");
    BOOST_TEST(local().record().value()->sequence > before);
}

BOOST_AUTO_TEST_CASE(what_the_operator_says_beats_other_nodes) {
    host.set("external-ip", "198.51.100.7");
    const auto plugin = create();
    state("77.1.1.1", 20);
    BOOST_TEST(local().node().ip4.address.to_string() == "198.51.100.7");
}

BOOST_AUTO_TEST_CASE(other_nodes_know_better_than_a_local_listening_address) {
    host.set("listen-address", "192.168.1.5");
    const auto plugin = create();
    BOOST_TEST(local().node().ip4.address.to_string() == "192.168.1.5");
    state("77.1.1.1", 3);
    BOOST_TEST(local().node().ip4.address.to_string() == "77.1.1.1");
}

BOOST_AUTO_TEST_CASE(a_global_listening_address_needs_no_other_nodes) {
    host.set("listen-address", "77.2.2.2");
    const auto plugin = create();
    state("77.1.1.1", 20);
    BOOST_TEST(local().node().ip4.address.to_string() == "77.2.2.2");
}

BOOST_AUTO_TEST_CASE(a_node_on_loopback_stays_there) {
    host.set("listen-address", "127.0.0.1");
    const auto plugin = create();
    state("77.1.1.1", 20);
    BOOST_TEST(local().node().ip4.address.to_string() == "127.0.0.1");
}

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

BOOST_AUTO_TEST_CASE(the_external_address_and_the_ports_told_make_the_node) {
    host.set("listen-address", "192.0.2.1").set("external-ip", "198.51.100.7").set("port", "0");
    const auto plugin = create();
    local().set_tcp_port(4001);
    local().set_udp_port(4002);

    BOOST_TEST(local().listen_port() == 0);
    BOOST_TEST(local().node().endpoint().address.to_string() == "198.51.100.7");
    BOOST_TEST(local().node().endpoint().tcp_port == 4001);
    BOOST_TEST(local().node().endpoint().udp_port == 4002);
}

BOOST_AUTO_TEST_CASE(a_listening_address_of_its_own_is_where_the_node_is_reached) {
    host.set("listen-address", "192.0.2.1");
    const auto plugin = create();
    BOOST_TEST(local().node().endpoint().address.to_string() == "192.0.2.1");
}

BOOST_AUTO_TEST_CASE(each_family_has_the_address_of_its_best_source) {
    host.set("external-ip", "198.51.100.7");
    const auto plugin = create();
    local().set_udp_port(4002);
    local().set_external(net::AddressSource::stated, {asio::ip::make_address("203.0.113.9"), 0, 0});
    local().set_external(net::AddressSource::stated, {asio::ip::make_address("2001:db8::9"), 0, 9});

    BOOST_TEST(local().node().ip4.address.to_string() == "198.51.100.7");
    BOOST_TEST(local().node().ip6.address.to_string() == "2001:db8::9");
    BOOST_TEST(local().node().ip4.udp_port == 4002);
    BOOST_TEST(local().node().ip6.udp_port == 9);

    local().forget_external(net::AddressSource::stated);
    BOOST_TEST(!local().node().ip6.known());
}

BOOST_AUTO_TEST_CASE(loopback_is_not_told_beside_a_better_address) {
    host.set("listen-address", "127.0.0.1");
    const auto plugin = create();
    local().set_external(net::AddressSource::mapped, {asio::ip::make_address("2001:db8::9"), 0, 0});

    BOOST_TEST(!local().node().ip4.known());
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

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused) {
    host.set("listen-address", "localhost");
    check_refusal({"identity.listen-address", "localhost"});
}

BOOST_AUTO_TEST_CASE(what_is_no_external_address_is_refused) {
    host.set("external-ip", "1.2.3");
    check_refusal({"identity.external-ip", "1.2.3"});
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// What is printed while it lives.
class CapturedOutput {
public:
    CapturedOutput() : before_(std::cout.rdbuf(text_.rdbuf())) {}
    ~CapturedOutput() { std::cout.rdbuf(before_); }
    std::string text() const { return text_.str(); }

private:
    std::ostringstream text_;
    std::streambuf* before_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_command, Fixture)

BOOST_AUTO_TEST_CASE(it_shows_the_public_name_and_never_the_secret) {
    write_file(key_digits);
    const auto plugin = create();
    loop.run(plugin->start());
    const CapturedOutput output;

    const int code = loop.run(plugin->command("key", {}));

    BOOST_TEST(code == 0);
    BOOST_TEST(output.text().find(id_digits) != std::string::npos);
    BOOST_TEST(output.text().find("enode://" + std::string{id_digits} + "@0.0.0.0:30311") !=
               std::string::npos);
    BOOST_TEST(output.text().find("address   not known") != std::string::npos);
    BOOST_TEST(output.text().find(file.string()) != std::string::npos);
    BOOST_TEST(output.text().find(key_digits) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(it_makes_a_key_where_there_is_none) {
    const auto plugin = create();
    loop.run(plugin->start());
    const CapturedOutput output;

    loop.run(plugin->command("key", {}));

    BOOST_TEST(output.text().find(read_file()) == std::string::npos);
    BOOST_TEST(output.text().find("(new)") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
