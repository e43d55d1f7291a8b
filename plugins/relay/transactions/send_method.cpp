#include "send_method.hpp"

#include <api/async/await_on.hpp>
#include <kit/jsonrpc/params.hpp>

namespace plexus::relay {

namespace json = boost::json;

awaitable<json::value> SendMethod::call(std::string, json::value params) {
    jsonrpc::Params given(std::move(params));
    Bytes bytes = given.bytes();
    given.end();
    auto sending = transactions_.send(std::move(bytes));
    const Hash256 hash = co_await await_on(strand_, std::move(sending));
    co_return json::value("0x" + to_hex(hash));
}

}  // namespace plexus::relay
