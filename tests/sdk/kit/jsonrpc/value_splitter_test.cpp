#include <kit/jsonrpc/value_splitter.hpp>

#include <boost/test/unit_test.hpp>
#include <vector>

namespace {

using namespace plexus;

constexpr std::size_t limit = 1000;

/// What a stream is cut into when `size` bytes come at a time.
std::vector<std::string> cut(const std::string& stream, std::size_t size) {
    jsonrpc::ValueSplitter splitter(limit);
    std::vector<std::string> values;
    for (std::size_t at = 0; at < stream.size(); at += size) {
        splitter.add(std::string_view(stream).substr(at, size));
        while (std::optional<std::string> value = splitter.next()) values.push_back(*value);
    }
    return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jsonrpc_value_splitter)

BOOST_AUTO_TEST_CASE(values_are_cut_apart_however_they_arrive) {
    const std::vector<std::string> values{
        R"({"a":[1,{"b":"]}\\\"{"}]})", "[[],{}]", R"("x\"y")", "{}", "12.5e3", "true", "null"};
    const std::string stream = values[0] + values[1] + " \r\n\t" + values[2] + values[3] +
                               values[4] + " " + values[5] + "\n" + values[6] + " ";

    for (std::size_t size = 1; size <= stream.size(); ++size) {
        BOOST_TEST(cut(stream, size) == values, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_whole_is_waited_for) {
    for (const char* text : {"", " ", "{", "[1,", "\"abc", "\"abc\\\"", "12", "nul", "null", "-"}) {
        BOOST_TEST(cut(text, 1).empty(), text);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_given_out_at_once) {
    for (const char* text : {"x", "no", "}", "]", "1x", "truf", ":"}) {
        BOOST_TEST(cut(text, 1).size() == 1U, text);
    }
}

BOOST_AUTO_TEST_CASE(a_value_that_grows_beyond_the_limit_is_noticed) {
    jsonrpc::ValueSplitter splitter(limit);
    splitter.add("[");
    splitter.add(std::string(limit, ' '));

    BOOST_TEST(!splitter.next().has_value());
    BOOST_TEST(splitter.is_too_long());
}

BOOST_AUTO_TEST_SUITE_END()
