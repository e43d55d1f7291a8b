#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <fstream>

#include <plugins/stream/encoding/json_lines.hpp>
#include <plugins/stream/encoding/protobuf.hpp>

#include <tests/plugins/stream/things.hpp>

using namespace plexus;
using namespace plexus::stream;
using namespace plexus::testing;

BOOST_AUTO_TEST_SUITE(stream_encoding)

namespace {

namespace json = boost::json;

std::vector<json::object> lines_of(const Batch& batch) {
    std::vector<json::object> result;
    std::istringstream text(json_lines_of(batch));
    for (std::string line; std::getline(text, line);) {
        result.push_back(json::parse(line).as_object());
    }
    return result;
}

std::string text(const json::object& line, const char* name) {
    return std::string(line.at(name).as_string());
}

/// A batch of one record.
Batch of_one(Kind kind, Record record) {
    Batch result = *batch(kind, 7);
    record.peer = 1;
    result.records = {std::move(record)};
    return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_announcement_is_a_line_for_each_transaction) {
    Record record = announced({1, 2});
    record.first = {0b10};

    const auto lines = lines_of(of_one(Kind::tx_announce, record));

    BOOST_REQUIRE(lines.size() == 2);
    BOOST_TEST(text(lines[0], "kind") == "tx_announce");
    BOOST_TEST(text(lines[0], "at") == "2026-11-26T20:06:28.049123Z");
    BOOST_TEST(text(lines[0], "node_name") == "a \"node\"");
    BOOST_TEST(text(lines[0], "batch") == "abababab-0102030405060708-tx_announce-7");
    BOOST_TEST(text(lines[0], "client") == "Geth/v1");
    BOOST_TEST(text(lines[0], "direction") == "in");
    BOOST_TEST(text(lines[0], "source") == "gossip");
    BOOST_TEST(text(lines[1], "hash") == "0x" + to_hex(hash(2)));
    BOOST_TEST(lines[1].at("type").to_number<int>() == 2);
    BOOST_TEST(lines[1].at("size").to_number<int>() == 300);
    BOOST_TEST(!lines[0].at("first").as_bool());
    BOOST_TEST(lines[1].at("first").as_bool());
    BOOST_TEST(!lines[1].contains("raw"));
}

BOOST_AUTO_TEST_CASE(bodies_stand_at_the_hashes_that_are_first) {
    Record record = announced({1, 2, 3});
    record.first = {0b110};
    record.bodies = {{0x22}, {0x33}};
    record.fetched = true;

    const auto lines = lines_of(of_one(Kind::tx, record));

    BOOST_TEST(!lines[0].contains("raw"));
    BOOST_TEST(text(lines[1], "raw") == "0x22");
    BOOST_TEST(text(lines[2], "raw") == "0x33");
    BOOST_TEST(text(lines[2], "source") == "fetched");
}

BOOST_AUTO_TEST_CASE(a_block_has_its_number_parent_and_total_difficulty) {
    Record record;
    const Hash256 own = hash(1);
    const Hash256 parent = hash(9);
    record.hashes.assign(own.begin(), own.end());
    record.links.assign(parent.begin(), parent.end());
    record.numbers = {1234, 5};
    record.sizes = {600};
    record.total_difficulty = {0x01, 0, 0, 0, 0, 0, 0, 0, 0};

    const json::object line = lines_of(of_one(Kind::block, record)).at(0);

    BOOST_TEST(line.at("number").to_number<int>() == 1234);
    BOOST_TEST(line.at("txs").to_number<int>() == 5);
    BOOST_TEST(text(line, "parent") == "0x" + to_hex(parent));
    BOOST_TEST(text(line, "total_difficulty") == "18446744073709551616");
}

BOOST_AUTO_TEST_CASE(votes_and_peers_have_their_own_members) {
    Record vote;
    const Hash256 own = hash(1);
    const Hash256 target = hash(2);
    vote.hashes.assign(own.begin(), own.end());
    vote.links.assign(target.begin(), target.end());
    vote.voters.assign(48, 0xee);
    vote.numbers = {77};
    const json::object cast = lines_of(of_one(Kind::vote, vote)).at(0);
    BOOST_TEST(text(cast, "target") == "0x" + to_hex(target));
    BOOST_TEST(text(cast, "voter").size() == 2 + 96);

    Record left;
    left.reason = "a\n\"reason\"";
    const json::object gone = lines_of(of_one(Kind::peer_left, left)).at(0);
    BOOST_TEST(text(gone, "reason") == "a\n\"reason\"");
    BOOST_TEST(!gone.contains("hash"));
}

BOOST_AUTO_TEST_CASE(times_before_and_after_an_epoch_have_six_digits) {
    BOOST_TEST(time_text(0) == "1970-01-01T00:00:00.000000Z");
    BOOST_TEST(time_text(951'782'400'000'001) == "2000-02-29T00:00:00.000001Z");
}

BOOST_AUTO_TEST_CASE(protoc_reads_a_batch_by_its_published_description) {
    const std::string tool = PROTOC;
    if (tool.empty()) {
        BOOST_TEST_MESSAGE("protoc is not installed");
        return;
    }
    const Folder folder;
    Record record = announced({1, 2});
    record.first = {0b11};
    record.bodies = {{0x61}, {0x62}};
    record.numbers = {300, 5};
    std::ofstream(folder.path / "batch") << protobuf_of(of_one(Kind::tx, record), 9);

    const std::string command =
        tool + " --decode=plexus.stream.Batch -I " PROTO_FOLDER " sightings.proto < " +
        (folder.path / "batch").string() + " > " + (folder.path / "text").string();
    BOOST_REQUIRE(std::system(command.c_str()) == 0);
    const std::string decoded = content(folder.path / "text");

    for (const char* line :
         {"schema: 1\n", "network: 56\n", "boot: 72623859790382856\n", "seq: 7\n", "dropped: 9\n",
          "  ref: 1\n", "  client: \"Geth/v1\"\n", "  kind: TX\n", "  at_us: 1795723588049123\n",
          "  peer: 1\n", "  numbers: 300\n", "  numbers: 5\n", "  sizes: 300\n",
          "  bodies: \"a\"\n", "  bodies: \"b\"\n", "  first: \"\\003\"\n"}) {
        BOOST_TEST((decoded.find(line) != std::string::npos), line << " is not in " << decoded);
    }
}

BOOST_AUTO_TEST_CASE(a_hundred_announcements_take_about_forty_bytes_each) {
    Record record;
    for (int i = 0; i < 100; ++i) {
        const Record next = announced({static_cast<std::uint8_t>(i)});
        record.hashes.insert(record.hashes.end(), next.hashes.begin(), next.hashes.end());
        record.types.push_back(2);
        record.sizes.push_back(300);
    }
    record.first.assign(13, 0xff);
    Batch gathered = of_one(Kind::tx_announce, record);
    for (int i = 0; i < 9; ++i) gathered.records.push_back(gathered.records[0]);

    const double each = static_cast<double>(protobuf_of(gathered, 0).size()) / 1000;

    BOOST_TEST(each < 40.0);
}

BOOST_AUTO_TEST_SUITE_END()
