#include <iostream>
#include <sstream>

#include <kit/crypto/secp256k1.hpp>

#include "identity.hpp"

using namespace plexus;
using namespace plexus::identity::test;
using namespace std::chrono_literals;

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

BOOST_FIXTURE_TEST_SUITE(key, Identity)

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
        Identity fixture;
        fixture.write_file(content);

        const auto plugin = fixture.create();
        fixture.loop.run(plugin->start());

        BOOST_TEST(to_hex(fixture.local().id()) == id_digits);
        BOOST_TEST(fixture.read_file() == content);
    }
}

BOOST_AUTO_TEST_CASE(a_key_file_may_be_readable_for_a_group_as_kubernetes_mounts_it) {
    for (const mode_t mode : {0640U, 0440U, 0400U}) {
        Identity fixture;
        fixture.write_file(key_digits, mode);

        const auto plugin = fixture.create();
        fixture.loop.run(plugin->start());

        BOOST_TEST(to_hex(fixture.local().id()) == id_digits);
    }
}

BOOST_AUTO_TEST_CASE(a_key_file_that_others_may_use_is_refused) {
    for (const mode_t mode : {0604U, 0602U, 0620U, 0660U, 0644U, 0777U}) {
        Identity fixture;
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
        Identity fixture;
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

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(key_command, Identity)

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
