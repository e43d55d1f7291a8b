#include <kit/jsonrpc/server.hpp>

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include <api/plugin/config_error.hpp>
#include <kit/testing/loop.hpp>

namespace {

using namespace plexus;
namespace json = boost::json;

/// A server of some methods, and the ones that were called.
struct Server {
    std::string respond(std::string text) {
        return loop.run(jsonrpc::respond(std::move(text), call));
    }

    awaitable<json::value> serve(std::string method, json::value params) {
        calls.push_back(method);
        if (method == "echo") co_return params;
        if (method == "refuse") throw ConfigError("it is not wanted");
        if (method == "break") throw std::runtime_error("it broke");
        throw rpc::RpcError(rpc::ErrorCode::method_not_found, "there is no method " + method);
    }

    testing::Loop loop;
    std::vector<std::string> calls;
    jsonrpc::Call call = [this](std::string method, json::value params) {
        return serve(std::move(method), std::move(params));
    };
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(jsonrpc_server, Server)

BOOST_AUTO_TEST_CASE(a_request_has_a_response_with_its_id) {
    BOOST_TEST(respond(R"({"jsonrpc":"2.0","id":7,"method":"echo","params":[1,"a"]})") ==
               R"({"jsonrpc":"2.0","id":7,"result":[1,"a"]})");
    BOOST_TEST(respond(R"({"jsonrpc":"2.0","id":"x","method":"echo"})") ==
               R"({"jsonrpc":"2.0","id":"x","result":null})");
}

BOOST_AUTO_TEST_CASE(a_notification_is_served_and_has_no_response) {
    BOOST_TEST(respond(R"({"jsonrpc":"2.0","method":"echo"})") == "");
    BOOST_TEST(respond(R"({"jsonrpc":"2.0","method":"break"})") == "");
    BOOST_TEST(calls.size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_fails_is_told_with_its_code) {
    BOOST_TEST(
        respond(R"({"jsonrpc":"2.0","id":1,"method":"nothing"})") ==
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"there is no method nothing"}})");
    BOOST_TEST(respond(R"({"jsonrpc":"2.0","id":1,"method":"refuse"})") ==
               R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"it is not wanted"}})");
    BOOST_TEST(respond(R"({"jsonrpc":"2.0","id":1,"method":"break"})") ==
               R"({"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"it broke"}})");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_a_parse_error) {
    BOOST_TEST(respond("{").find("-32700") != std::string::npos);
    BOOST_TEST(respond("").find("-32700") != std::string::npos);
    BOOST_TEST(respond(std::string(100, '[')).find("-32700") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_an_invalid_request) {
    for (const char* text :
         {"1", "null", R"("a")", "{}", R"({"jsonrpc":"1.0","id":1,"method":"echo"})",
          R"({"id":1,"method":"echo"})", R"({"jsonrpc":"2.0","id":1})",
          R"({"jsonrpc":"2.0","id":1,"method":2})", R"({"jsonrpc":"2.0","id":1.5,"method":"echo"})",
          R"({"jsonrpc":"2.0","id":99999999999999999999,"method":"echo"})",
          R"({"jsonrpc":"2.0","id":[],"method":"echo"})",
          R"({"jsonrpc":"2.0","id":1,"method":"echo","params":3})", "[]", "[[]]"}) {
        BOOST_TEST(respond(text).find("-32600") != std::string::npos, text);
    }
    BOOST_TEST(calls.empty());
    BOOST_TEST(respond(R"({"jsonrpc":"2.0","id":5,"method":2})").find(R"("id":5)") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_batch_is_served_in_its_order) {
    BOOST_TEST(
        respond(R"([{"jsonrpc":"2.0","id":1,"method":"echo","params":[1]},)"
                R"({"jsonrpc":"2.0","method":"echo"},1,)"
                R"({"jsonrpc":"2.0","id":2,"method":"echo","params":{"a":2}}])") ==
        R"([{"jsonrpc":"2.0","id":1,"result":[1]},)"
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"a request is a JSON object"}},)"
        R"({"jsonrpc":"2.0","id":2,"result":{"a":2}}])");
    BOOST_TEST(respond(R"([{"jsonrpc":"2.0","method":"echo"}])") == "");
}

BOOST_AUTO_TEST_CASE(a_batch_has_a_limit) {
    std::string batch = "[1";
    for (std::size_t i = 0; i < jsonrpc::most_in_batch; ++i) batch += ",1";

    const std::string response = respond(batch + "]");

    BOOST_TEST(response.find("a batch has at most 64 requests") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(jsonrpc_response)

BOOST_AUTO_TEST_CASE(a_result_is_read_and_an_error_is_thrown) {
    BOOST_TEST((jsonrpc::read_response(jsonrpc::result_message(3, "fine"), 3) == "fine"));
    const json::value failure = jsonrpc::error_message(3, rpc::ErrorCode::server_error, "no");
    BOOST_CHECK_EXCEPTION(jsonrpc::read_response(failure, 3), rpc::RpcError,
                          [](const rpc::RpcError& error) {
                              return error.code() == rpc::ErrorCode::server_error &&
                                     std::string(error.what()) == "no";
                          });
}

BOOST_AUTO_TEST_CASE(what_is_no_response_to_the_request_is_refused) {
    for (const char* text :
         {"1", "{}", R"({"jsonrpc":"2.0","id":3})", R"({"jsonrpc":"2.0","id":4,"result":1})",
          R"({"jsonrpc":"2.0","result":1})", R"({"jsonrpc":"2.0","id":3,"error":1})",
          R"({"jsonrpc":"2.0","id":3,"error":{"code":"a","message":1}})"}) {
        BOOST_CHECK_THROW(jsonrpc::read_response(jsonrpc::parse(text), 3), rpc::RpcError);
    }
}

BOOST_AUTO_TEST_CASE(what_a_request_says_is_read_from_its_message) {
    json::value id;
    const jsonrpc::Request request =
        jsonrpc::read_request(jsonrpc::request_message(9, "echo", json::array{1}), id);

    BOOST_TEST((id == 9));
    BOOST_TEST(request.method == "echo");
    BOOST_TEST((request.params == json::array{1}));
}

BOOST_AUTO_TEST_SUITE_END()
