#include <boost/test/unit_test.hpp>

#include <api/chain/chain_reader.hpp>
#include <api/chain/chain_writer.hpp>
#include <api/plugin/plugin.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore::test;

// The plugin as a node sees it: through its descriptor and its services.
extern "C" const PluginDescriptor plexus_plugin_v1;

namespace service {
namespace {

constexpr chain::Budget plenty{1024, 2 * 1024 * 1024};

testing::FakeProfile profile_of(const Beginning& genesis) {
    testing::FakeProfile profile;
    const BytesView header = genesis.block.header;
    const BytesView body = genesis.block.body;
    profile.first = genesis.head;
    profile.header = Bytes(header.begin(), header.end());
    profile.body = Bytes(body.begin(), body.end());
    return profile;
}

struct Fixture {
    testing::Loop loop;
    testing::FakeProfile profile = profile_of(genesis_of("pos"));
    testing::FakeHeads heads;
    testing::TestHost host{loop.executor(), "chainstore"};
    std::unique_ptr<Plugin> plugin;

    void start() {
        host.provide<chain::ChainProfile>(profile).provide<chain::HeadTracker>(heads);
        plugin = host.create(plexus_plugin_v1);
        loop.run(plugin->start());
    }

    chain::ChainReader& reader() { return host.published<chain::ChainReader>(); }
    chain::ChainWriter& writer() { return host.published<chain::ChainWriter>(); }
};

}  // namespace
}  // namespace service

BOOST_FIXTURE_TEST_SUITE(service, Fixture)

BOOST_AUTO_TEST_CASE(a_started_plugin_serves_the_genesis_block) {
    start();

    chain::HeaderQuery query;
    query.amount = 10;
    const auto headers = loop.run(reader().headers(query, plenty)).value();

    BOOST_TEST((reader().head().hash == profile.first.hash));
    BOOST_REQUIRE(headers.size() == 1U);
    BOOST_TEST(text_of(headers[0]) == text_of(profile.header));
    loop.run(plugin->stop());
}

BOOST_AUTO_TEST_CASE(appended_blocks_are_served) {
    start();
    const auto blocks = made_up_blocks(reader().head(), 3);

    const auto head = loop.run(writer().append(blocks)).value();
    const std::vector<Hash256> requested{blocks[0].hash, blocks[2].hash};
    const auto bodies = loop.run(reader().bodies(requested, plenty)).value();
    const auto receipts = loop.run(reader().receipts(requested, plenty)).value();

    BOOST_TEST(head.number == 3U);
    BOOST_TEST((reader().head().hash == blocks[2].hash));
    BOOST_TEST((heads.chain_status().source == chain::HeadSource::local));
    BOOST_TEST((heads.chain_status().head.hash == blocks[2].hash));
    BOOST_TEST(bodies.size() == 2U);
    BOOST_TEST(receipts.size() == 2U);
    loop.run(plugin->stop());
}

BOOST_AUTO_TEST_CASE(a_branch_that_was_changed_to_is_served_and_told) {
    start();
    const auto blocks = made_up_blocks(reader().head(), 3);
    loop.run(writer().append(blocks)).value();
    chain::Head first;
    first.number = 1;
    first.hash = blocks[0].hash;

    const auto branch = made_up_blocks(first, 1, 1);
    const auto head = loop.run(writer().replace(first.hash, branch)).value();

    BOOST_TEST(head.number == 2U);
    BOOST_TEST((heads.chain_status().head.hash == branch[0].hash));
    BOOST_TEST((loop.run(reader().canonical_hash(2)).value() == branch[0].hash));
    BOOST_TEST((loop.run(reader().canonical_hash(3)).error() == Errc::not_found));
    BOOST_TEST(loop.run(reader().bodies({blocks[1].hash}, plenty)).value().empty());
    loop.run(plugin->stop());
}

BOOST_AUTO_TEST_CASE(only_what_can_be_served_is_told) {
    start();
    const auto blocks = made_up_blocks(reader().head(), 12);
    chain::StoredBlock root = blocks[9];
    root.body = SharedBytes{};

    loop.run(writer().begin_at(root, {})).value();
    BOOST_TEST(heads.chain_status().head.number == 0U);  // a header alone is not told
    loop.run(writer().append({blocks[10], blocks[11]})).value();

    BOOST_TEST(heads.chain_status().head.number == 12U);
    BOOST_TEST(heads.chain_status().earliest == 11U);
    BOOST_TEST(reader().earliest() == 11U);
    loop.run(writer().prune(12)).value();
    BOOST_TEST(heads.chain_status().earliest == 12U);
    loop.run(plugin->stop());
}

BOOST_AUTO_TEST_CASE(files_named_in_the_options_are_read_before_serving) {
    host.set("import",
             data("pos", "chain.era1").string() + "," + data("pos", "chain.rlp").string());

    start();

    BOOST_TEST(reader().head().number == 150U);
    BOOST_TEST(heads.chain_status().head.number == 150U);
    loop.run(plugin->stop());
}

BOOST_AUTO_TEST_CASE(a_file_that_does_not_fit_ends_the_start) {
    host.set("import", data("pow", "chain.rlp").string());

    BOOST_CHECK_THROW(start(), ConfigError);
}

BOOST_AUTO_TEST_CASE(the_commands_import_and_export) {
    start();
    const auto exported = host.data_dir() / "out.rlp";

    const int imported = loop.run(plugin->command("import", {data("pos", "chain.rlp").string()}));
    const int done = loop.run(plugin->command("export", {exported.string()}));
    const int digested = loop.run(plugin->command("digest", {}));

    BOOST_TEST(imported == 0);
    BOOST_TEST(done == 0);
    BOOST_TEST(digested == 0);
    BOOST_TEST(reader().head().number == 150U);
    BOOST_TEST(std::filesystem::file_size(exported) >
               std::filesystem::file_size(data("pos", "chain.rlp")));
    BOOST_CHECK_THROW(loop.run(plugin->command("import", {})), ConfigError);
    BOOST_CHECK_THROW(loop.run(plugin->command("export", {})), ConfigError);
    loop.run(plugin->stop());
}

BOOST_AUTO_TEST_CASE(commands_say_that_there_is_no_store_and_make_none) {
    host.serve(Purpose::command);
    start();

    for (const char* name : {"verify", "repair", "digest"}) {
        BOOST_CHECK_THROW(loop.run(plugin->command(name, {})), ConfigError);
    }
    BOOST_TEST(!std::filesystem::exists(host.data_dir() / "chain"));
    BOOST_TEST((loop.run(reader().canonical_hash(0)).error() == Errc::storage_failed));
    BOOST_TEST(loop.run(plugin->command("import", {data("pos", "chain.rlp").string()})) == 0);
    BOOST_TEST(loop.run(plugin->command("verify", {})) == 0);
    loop.run(plugin->stop());
}

BOOST_AUTO_TEST_CASE(a_store_with_a_damaged_page_starts_no_node_and_is_repaired) {
    host.set("import", data("pos", "chain.rlp").string());
    start();
    loop.run(plugin->stop());
    const std::filesystem::path file = host.data_dir() / "chain/data.mdb";
    Bytes bytes = read_file(file);
    for (std::size_t page = 20; page < 24; ++page) bytes.at(page * 4096 + 10) ^= 0x40;
    write_file(file, bytes);

    plugin = host.create(plexus_plugin_v1);
    BOOST_CHECK_THROW(loop.run(plugin->start()), ConfigError);
    host.serve(Purpose::command);
    plugin = host.create(plexus_plugin_v1);
    loop.run(plugin->start());
    BOOST_TEST(loop.run(plugin->command("verify", {})) == 1);
    BOOST_TEST(loop.run(plugin->command("repair", {})) == 0);
    loop.run(plugin->stop());

    plugin = host.create(plexus_plugin_v1);
    loop.run(plugin->start());
    BOOST_TEST(loop.run(plugin->command("verify", {})) == 0);
    BOOST_TEST(reader().earliest() == 0U);
    loop.run(plugin->stop());
}

BOOST_AUTO_TEST_CASE(the_last_blocks_are_kept_and_the_rest_is_freed_while_it_runs) {
    host.set("keep", "40");
    host.provide<chain::ChainProfile>(profile).provide<chain::HeadTracker>(heads);
    plugin = host.create(plexus_plugin_v1);
    testing::PluginLife<testing::TestHost> life(loop, host, *plugin);
    life.begin();

    const auto grow = [&](int batches) {
        for (int i = 0; i < batches; ++i) {
            loop.run(writer().append(made_up_blocks(reader().head(), 20))).value();
            loop.settle();
        }
        return std::filesystem::file_size(host.data_dir() / "chain" / "data.mdb");
    };

    const std::uintmax_t size_bytes = grow(10);
    BOOST_TEST(reader().head().number == 200U);
    BOOST_TEST(reader().earliest() >= 156U);  // up to an eighth more, freed together
    BOOST_TEST(reader().earliest() <= 161U);

    // What is freed is used again.
    BOOST_TEST(grow(90) < 2 * size_bytes);
    BOOST_TEST(reader().earliest() >= 1956U);
    life.end();
}

BOOST_AUTO_TEST_SUITE_END()
