#include <plugins/dnsdisc/command/dns_command.hpp>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <kit/testing/loop.hpp>
#include <plugins/dnsdisc/command/nodes_file.hpp>
#include <plugins/dnsdisc/command/tree_builder.hpp>
#include <tests/vectors/vectors.hpp>

#include <tests/plugins/dnsdisc/tree_maker.hpp>

using namespace plexus;
using namespace plexus::dnsdisc;

namespace dns_command {
namespace {

/// What goes to a standard stream meanwhile.
class Captured {
public:
    explicit Captured(std::ostream& stream) : stream_(stream), before_(stream.rdbuf(to_.rdbuf())) {}
    ~Captured() { stream_.rdbuf(before_); }
    std::string text() const { return to_.str(); }

private:
    std::ostringstream to_;
    std::ostream& stream_;
    std::streambuf* before_;
};

crypto::SecretKey key() {
    FixedBytes<32> bytes{};
    bytes.bytes[31] = 9;
    return crypto::SecretKey::from(bytes).value();
}

std::vector<enr::Record> records(std::uint8_t count) {
    std::vector<enr::Record> made;
    for (std::uint8_t number = 1; number <= count; ++number) {
        const std::string address = "5.5." + std::to_string(number) + ".1";
        made.push_back(enr::Record::from_text(testing::record_text(number, address, {})).value());
    }
    return made;
}

struct Fixture {
    /// Publishes a list.
    SignedTree publish(std::uint8_t nodes, const std::vector<std::string>& links = {}) {
        SignedTree tree = make_tree(key(), "nodes.test", 7, records(nodes), links).value();
        resolver.zone["nodes.test"] = {tree.root};
        for (const auto& [name, text] : tree.entries) {
            resolver.zone[name + ".nodes.test"] = {text};
        }
        return tree;
    }

    int run(std::vector<std::string> arguments) {
        const Captured captured_output(std::cout);
        const Captured captured_errors(std::cerr);
        const int code = loop.run(run_dns_command(resolver, std::move(arguments)));
        output = captured_output.text();
        errors = captured_errors.text();
        return code;
    }

    testing::Loop loop;
    testing::FakeResolver resolver;
    std::string output;
    std::string errors;
};

}  // namespace
}  // namespace dns_command

BOOST_FIXTURE_TEST_SUITE(dns_command, Fixture)

BOOST_AUTO_TEST_CASE(a_list_is_laid_out_as_by_go_ethereum) {
    const boost::json::value vector = testing::vectors("dns_tree");
    const std::vector<enr::Record> nodes = read_nodes(boost::json::serialize(vector.at("nodes")));
    const SignedTree tree = make_tree(key(), "tree.test", 2, nodes, {}).value();

    const boost::json::object& expected = vector.at("txt").as_object();
    BOOST_TEST(tree.entries.size() + 1 == expected.size());
    for (const auto& [name, text] : tree.entries) {
        BOOST_REQUIRE(expected.contains(name + ".tree.test"));
        BOOST_TEST(expected.at(name + ".tree.test").as_string() == text);
    }
    const std::string root{expected.at("tree.test").as_string()};
    const std::size_t signature = root.find(" sig=");
    BOOST_TEST(tree.root.substr(0, signature) == root.substr(0, signature));
}

BOOST_AUTO_TEST_CASE(what_is_made_is_verified_and_read_again) {
    const std::string link = make_tree(key(), "more.test", 1, {}, {}).value().url;
    const SignedTree tree = publish(200, {link});

    BOOST_TEST(run({"verify", tree.url}) == 0);
    BOOST_TEST(output.find("sequence  7\nnodes     200\nlinks     1\nfaults    none") == 0U);

    BOOST_TEST(run({"print", tree.url}) == 0);
    BOOST_TEST(read_nodes(output).size() == 200U);
    for (const auto& [name, text] : tree.entries) BOOST_TEST(text.size() <= 512U);
}

BOOST_AUTO_TEST_CASE(an_empty_list_is_a_list) {
    const SignedTree tree = publish(0);
    BOOST_TEST(run({"verify", tree.url}) == 0);
    BOOST_TEST(output.find("nodes     0\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_changed_or_missing_entry_is_a_fault) {
    const SignedTree tree = publish(5);
    const std::string first = tree.entries.front().first + ".nodes.test";
    resolver.zone[first] = {"enr:-else"};
    BOOST_TEST(run({"verify", tree.url}) == 1);
    BOOST_TEST(output.find("faults    nodes: 1 ") != std::string::npos);

    resolver.zone.erase(first);
    BOOST_TEST(run({"print", tree.url}) == 1);
    BOOST_TEST(errors.find("1 unresolved") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_list_under_another_key_is_refused) {
    publish(5);
    const std::string other = testing::TreeMaker{"nodes.test", 44}.url();
    BOOST_TEST(run({"verify", other}) == 1);
    BOOST_TEST(errors.find("no good root") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_zone_file_has_strings_of_255_bytes_at_most) {
    const SignedTree tree = publish(200);
    std::istringstream zone(zone_file(tree, "nodes.test"));
    std::string line;
    std::size_t records = 0;
    while (std::getline(zone, line)) {
        if (line.find(" IN TXT ") == std::string::npos) continue;
        ++records;
        for (std::size_t at = line.find('"'); at != std::string::npos;) {
            const std::size_t end = line.find('"', at + 1);
            BOOST_TEST(end - at - 1 <= 255U);
            at = line.find('"', end + 1);
        }
    }
    BOOST_TEST(records == tree.entries.size() + 1);
}

BOOST_AUTO_TEST_CASE(files_that_make_no_sense_are_named) {
    const auto folder = std::filesystem::temp_directory_path() / "plexus-dns-command-test";
    std::filesystem::create_directories(folder);
    const std::string key_file = folder / "key";
    const std::string node_file = folder / "nodes";
    std::ofstream(key_file) << to_hex(key().reveal()) << '\n';
    std::ofstream(node_file) << testing::record_text(1, "5.5.5.5", {}) << '\n';

    BOOST_TEST(run({"sign", key_file, "nodes.test", "7", node_file}) == 0);
    BOOST_TEST(output.find("$ORIGIN nodes.test.\n@ 1800 IN TXT \"enrtree-root:v1") !=
               std::string::npos);
    BOOST_TEST(errors.find("1 nodes, 0 links, 3 TXT records") != std::string::npos);

    BOOST_TEST(run({"sign", node_file, "nodes.test", "7", node_file}) == 1);
    BOOST_TEST(errors.find("holds no key") != std::string::npos);
    BOOST_TEST(run({"sign", key_file, "nodes.test", "x", node_file}) == 1);
    BOOST_TEST(errors.find("no sequence number") != std::string::npos);
    BOOST_TEST(run({"sign", key_file, "nodes.test", "7", key_file}) == 1);
    BOOST_TEST(errors.find("no signed node record") != std::string::npos);
    BOOST_TEST(run({"sign", key_file, "nodes.test", "7"}) == 2);
    BOOST_TEST(run({}) == 2);
    std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_SUITE_END()
