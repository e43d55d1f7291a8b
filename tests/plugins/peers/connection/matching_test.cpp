#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include <plugins/peers/connection/matching.hpp>

using namespace plexus;
using namespace plexus::peers;

BOOST_AUTO_TEST_SUITE(matching)

namespace {

namespace json = boost::json;

json::value vectors() {
    std::ifstream file(PLEXUS_VECTORS "/p2p_base.json");
    std::ostringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
}

net::HelloCapability named(const json::value& pair) {
    return {std::string{pair.at(0).as_string()}, pair.at(1).to_number<std::uint32_t>()};
}

std::uint64_t length_of(const json::value& file, const net::HelloCapability& wanted) {
    for (const json::value& row : file.at("lengths").as_array()) {
        if (named(row) == wanted) return row.at(2).to_number<std::uint64_t>();
    }
    throw std::logic_error("no length for " + wanted.name);
}

std::vector<Offer> offers_of(const json::value& file, const json::value& names) {
    std::vector<Offer> offers;
    for (const json::value& pair : names.as_array()) {
        const net::HelloCapability name = named(pair);
        offers.push_back({{name.name, name.version, length_of(file, name), 0}, nullptr});
    }
    return offers;
}

std::vector<net::HelloCapability> names_of(const json::value& names) {
    std::vector<net::HelloCapability> result;
    for (const json::value& pair : names.as_array()) result.push_back(named(pair));
    return result;
}

void check_case(const json::value& file, const json::value& row) {
    BOOST_TEST_CONTEXT(row.at("case").as_string()) {
        const auto agreements = match(offers_of(file, row.at("local")), names_of(row.at("remote")));
        const json::object& expected = row.at("result").as_object();
        BOOST_TEST(agreements.size() == expected.size());
        for (const Agreement& agreement : agreements) {
            const json::value& wanted = expected.at(agreement.info.name);
            BOOST_TEST(agreement.info.version == wanted.at("version").to_number<std::uint32_t>());
            BOOST_TEST(agreement.offset == wanted.at("offset").to_number<std::uint64_t>());
            const std::uint64_t last = agreement.offset + agreement.info.length - 1;
            BOOST_TEST(last == wanted.at("last_id").to_number<std::uint64_t>());
        }
    }
}

const std::vector<Offer> two_versions{{{"eth", 67, 18, 0}, nullptr}, {{"eth", 68, 17, 0}, nullptr}};

}  // namespace

BOOST_AUTO_TEST_CASE(the_published_offsets_come_out) {
    const json::value file = vectors();

    for (const json::value& row : file.at("offset_cases").as_array()) check_case(file, row);
}

BOOST_AUTO_TEST_CASE(a_capability_listed_twice_counts_once) {
    const auto agreements = match(two_versions, {{"eth", 68}, {"eth", 67}, {"eth", 68}});

    BOOST_TEST(agreements.size() == 1U);
    BOOST_TEST(agreements.front().info.version == 68U);
    BOOST_TEST(agreements.front().offset == 16U);
}

BOOST_AUTO_TEST_CASE(unknown_names_and_versions_take_no_codes) {
    std::vector<net::HelloCapability> theirs{{"eth", 68}, {"", 1}, {std::string(255, 'a'), 1}};
    theirs.push_back({"eth", 4294967295U});

    const auto agreements = match(two_versions, theirs);

    BOOST_TEST(agreements.size() == 1U);
    BOOST_TEST(agreements.front().offset == 16U);
}

BOOST_AUTO_TEST_CASE(nothing_in_common_is_no_agreement) {
    BOOST_TEST(match(two_versions, {{"eth", 66}}).empty());
    BOOST_TEST(match(two_versions, {}).empty());
}

BOOST_AUTO_TEST_CASE(a_dependent_capability_alone_is_of_no_use) {
    const Offer dependent{{"bsc", 2, 4, 0, "eth"}, nullptr};
    const Offer base{{"eth", 68, 17, 0}, nullptr};

    BOOST_TEST(!useful(match({dependent, base}, {{"bsc", 2}})));
    BOOST_TEST(useful(match({dependent, base}, {{"bsc", 2}, {"eth", 68}})));
    BOOST_TEST(useful(match({dependent, base}, {{"eth", 68}})));
}

BOOST_AUTO_TEST_CASE(our_hello_names_each_version_once_and_in_order) {
    const std::vector<Offer> offers{{{"eth", 68, 17, 0}, nullptr},
                                    {{"bsc", 2, 4, 0}, nullptr},
                                    {{"eth", 67, 18, 0}, nullptr},
                                    {{"eth", 68, 17, 0}, nullptr}};

    const std::vector<net::HelloCapability> expected{{"bsc", 2}, {"eth", 67}, {"eth", 68}};
    BOOST_TEST((announce(offers) == expected));
}

BOOST_AUTO_TEST_SUITE_END()
