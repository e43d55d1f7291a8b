#include "server.hpp"

#include <boost/json/serialize.hpp>
#include <boost/system/system_error.hpp>
#include <optional>

#include <api/plugin/config_error.hpp>

#include "line_stream.hpp"

namespace plexus::jsonrpc {
namespace {

using rpc::ErrorCode;
using rpc::RpcError;

/// What a failure says to the client. A cancellation is not one: it is passed on.
json::value error_of(const json::value& id, const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const RpcError& error) {
        return error_message(id, error.code(), error.what());
    } catch (const ConfigError& error) {
        return error_message(id, ErrorCode::server_error, error.what());
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        return error_message(id, ErrorCode::internal_error, error.what());
    } catch (const std::exception& error) {
        return error_message(id, ErrorCode::internal_error, error.what());
    }
}

awaitable<std::optional<json::value>> respond_to_one(json::value message, Call call) {
    json::value id;
    std::optional<json::value> response;
    bool silent = false;
    std::exception_ptr failure;
    try {
        Request request = read_request(message, id);
        silent = !request.id.has_value();
        json::value result = co_await call(std::move(request.method), std::move(request.params));
        response = result_message(id, std::move(result));
    } catch (...) {  // told to the client below
        failure = std::current_exception();
    }
    if (failure) response = error_of(id, failure);
    if (silent) response.reset();
    co_return response;
}

awaitable<std::optional<json::value>> respond_to_batch(json::array batch, Call call) {
    if (batch.empty()) {
        co_return error_message(nullptr, ErrorCode::invalid_request, "the batch is empty");
    }
    if (batch.size() > most_in_batch) {
        co_return error_message(
            nullptr, ErrorCode::invalid_request,
            "a batch has at most " + std::to_string(most_in_batch) + " requests");
    }
    json::array responses;
    for (json::value& message : batch) {
        std::optional<json::value> response = co_await respond_to_one(std::move(message), call);
        if (response) responses.push_back(std::move(*response));
    }
    std::optional<json::value> all;
    if (!responses.empty()) all = std::move(responses);
    co_return all;
}

}  // namespace

awaitable<std::string> respond(std::string text, Call call) {
    std::optional<json::value> response;
    json::value message;
    try {
        message = parse(text);
    } catch (const RpcError& error) {
        response = error_message(nullptr, error.code(), error.what());
    }
    if (!response) {
        if (json::array* batch = message.if_array()) {
            response = co_await respond_to_batch(std::move(*batch), std::move(call));
        } else {
            response = co_await respond_to_one(std::move(message), std::move(call));
        }
    }
    co_return response ? json::serialize(*response) : std::string();
}

std::string too_long_response() {
    return json::serialize(
        error_message(nullptr, ErrorCode::invalid_request,
                      "a message has at most " + std::to_string(line_limit_bytes) + " bytes"));
}

}  // namespace plexus::jsonrpc
