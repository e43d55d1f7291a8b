#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>

#include <kit/chain/fork_id.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

namespace {

/// The schedule that a vector file's table tells.
chain::ForkSchedule schedule_of(const json::value& file) {
    chain::ForkSchedule schedule;
    schedule.genesis_hash = fixed(file.at("genesis_hash"));
    for (const json::value& row : file.at("table").as_array()) {
        const std::uint64_t from = number(row.at("active_from"));
        const std::string_view kind = row.at("kind").as_string();
        if (kind == "block") schedule.blocks.push_back(from);
        if (kind == "time") schedule.times.push_back(from);
    }
    return schedule;
}

std::string text_at(const json::value& row, const char* key) {
    const json::value* found = row.as_object().if_contains(key);
    return found ? std::string{found->as_string()} : std::string{};
}

/// The schedule that one validation case means.
chain::ForkIds ids_for(const json::value& file, const json::value& row) {
    chain::ForkSchedule schedule = schedule_of(file);
    if (text_at(row, "config") == "blocks_only") schedule.times.clear();
    if (text_at(row, "schedule") == "v1.7.3") {  // it ends before Pasteur and Jenner
        schedule.times.resize(schedule.times.size() - 2);
    }
    return chain::ForkIds{schedule};
}

void check_table(const json::value& file) {
    const chain::ForkIds ids{schedule_of(file)};
    const json::array& table = file.at("table").as_array();
    BOOST_REQUIRE(ids.rows().size() == table.size());
    for (std::size_t i = 0; i < table.size(); ++i) {
        BOOST_CHECK(ids.rows()[i].id.hash == fixed<4>(table[i].at("hash")));
        BOOST_TEST(ids.rows()[i].from == number(table[i].at("active_from")));
        const json::value& next = table[i].at("next");
        if (!next.is_null()) BOOST_TEST(ids.rows()[i].id.next == number(next));
    }
}

void check_creation(const json::value& file) {
    const chain::ForkIds ids{schedule_of(file)};
    for (const json::value& row : file.at("creation_cases").as_array()) {
        const chain::ForkId id = ids.at(number(row.at("head")), number(row.at("time")));
        BOOST_CHECK(id.hash == fixed<4>(row.at("hash")));
        const json::value& next = row.at("next");
        if (!next.is_null()) BOOST_TEST(id.next == number(next));
    }
}

void check_validation(const json::value& file) {
    for (const json::value& row : file.at("validation_cases").as_array()) {
        const chain::ForkId remote{fixed<4>(row.at("remote_hash")), number(row.at("remote_next"))};
        const Result<void> action = ids_for(file, row).accepts(remote, number(row.at("local_head")),
                                                               number(row.at("local_time")));
        BOOST_TEST_CONTEXT("case " << json::serialize(row)) {
            BOOST_TEST(action.has_value() == (row.at("result") == "accept"));
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fork_ids)

BOOST_AUTO_TEST_CASE(ethereum_mainnet_has_its_published_ids) {
    const json::value file = vectors("forkid_eth_mainnet.json");
    check_table(file);
    check_creation(file);
}

BOOST_AUTO_TEST_CASE(ethereum_mainnet_accepts_and_refuses_as_published) {
    check_validation(vectors("forkid_eth_mainnet.json"));
}

BOOST_AUTO_TEST_CASE(ids_are_written_as_published) {
    const json::value file = vectors("forkid_eth_mainnet.json");
    for (const json::value& row : file.at("encoding").as_array()) {
        const chain::ForkId id{fixed<4>(row.at("hash")), number(row.at("next"))};
        rlp::Writer out;
        out.list([&] { chain::write_fork_id(out, id); });

        const Bytes written = out.take();
        rlp::Reader in{written};

        BOOST_TEST(to_hex(BytesView{written}.subspan(1)) == to_hex(hex(row.at("rlp"))));
        BOOST_CHECK(chain::read_fork_id(in) == id);
        BOOST_TEST(in.finish().has_value());
    }
}

BOOST_AUTO_TEST_CASE(bsc_mainnet_accepts_and_refuses_as_computed) {
    check_validation(vectors("forkid_bsc_mainnet.json"));
}

BOOST_AUTO_TEST_CASE(bsc_mainnet_has_its_computed_ids) {
    const json::value file = vectors("forkid_bsc_mainnet.json");
    check_table(file);
    check_creation(file);
}

BOOST_AUTO_TEST_CASE(chapel_has_its_computed_ids) {
    const json::value file = vectors("forkid_bsc_chapel.json");
    check_table(file);
    check_creation(file);
}

BOOST_AUTO_TEST_CASE(the_order_and_repetition_of_forks_do_not_matter) {
    const json::value file = vectors("forkid_bsc_mainnet.json");
    chain::ForkSchedule schedule = schedule_of(file);
    const chain::ForkIds ids{schedule};
    std::reverse(schedule.blocks.begin(), schedule.blocks.end());
    schedule.times.push_back(schedule.times.front());

    const chain::ForkIds shuffled{schedule};

    BOOST_TEST(shuffled.rows().size() == ids.rows().size());
    BOOST_CHECK(shuffled.rows().back().id == ids.rows().back().id);
}

BOOST_AUTO_TEST_CASE(forks_in_the_genesis_block_are_none) {
    chain::ForkSchedule schedule;
    schedule.genesis_time = 1000;
    schedule.blocks = {0, 0};
    schedule.times = {0, 999, 1000};

    const chain::ForkIds ids{schedule};

    BOOST_TEST(ids.rows().size() == 1U);
    BOOST_TEST(ids.at(5, 2000).next == 0U);
}

BOOST_AUTO_TEST_CASE(a_fork_announced_for_the_end_of_time_is_none_to_fear) {
    const chain::ForkIds ids{schedule_of(vectors("forkid_bsc_mainnet.json"))};
    chain::ForkId remote = ids.at(200'000'000, 1'790'000'000);
    remote.next = std::numeric_limits<std::uint64_t>::max();

    BOOST_TEST(ids.accepts(remote, 200'000'000, 1'790'000'000).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
