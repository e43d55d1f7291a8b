#include <kit/jsonrpc/message.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace plexus;
namespace json = boost::json;

}  // namespace

BOOST_AUTO_TEST_SUITE(jsonrpc_response)

BOOST_AUTO_TEST_CASE(a_result_is_read_and_an_error_is_thrown) {
    const json::value fine = jsonrpc::parse(R"({"jsonrpc":"2.0","id":3,"result":"fine"})");
    BOOST_TEST((jsonrpc::read_response(fine, 3) == "fine"));
    const json::value failure =
        jsonrpc::parse(R"({"jsonrpc":"2.0","id":3,"error":{"code":-32000,"message":"no"}})");
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

BOOST_AUTO_TEST_SUITE_END()
