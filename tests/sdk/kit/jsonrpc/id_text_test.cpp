#include <kit/jsonrpc/id_text.hpp>

#include <boost/test/unit_test.hpp>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(jsonrpc_id_text)

BOOST_AUTO_TEST_CASE(an_id_is_as_it_was_written_and_the_last_one_counts) {
    BOOST_TEST(jsonrpc::id_of(R"({"id": 1.50e0 ,"method":"id"})") == "1.50e0");
    BOOST_TEST(jsonrpc::id_of(R"({"id":1,"params":[{"id":2}],"id":"3"})") == R"("3")");
    BOOST_TEST(jsonrpc::id_of(R"({"method":"id","ID":1})").empty());
}

BOOST_AUTO_TEST_CASE(the_members_name_may_have_escapes) {
    BOOST_TEST(jsonrpc::id_of(R"({"\u0069d":3,"method":"a"})") == "3");
    BOOST_TEST(jsonrpc::id_of(R"({"i\u0064\n":3,"\"id":4})").empty());
}

BOOST_AUTO_TEST_SUITE_END()
