#include "dispatcher.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/scope_exit.hpp>
#include <boost/system/system_error.hpp>
#include <optional>

#include <api/async/within.hpp>
#include <api/plugin/config_error.hpp>
#include <kit/handlers/exception_text.hpp>

#include "id_text.hpp"
#include "params.hpp"

namespace plexus::jsonrpc {
namespace {

using rpc::ErrorCode;
using rpc::RpcError;

/// The deepest parameters are those of a filter, with five levels.
constexpr std::size_t deepest_nesting = 32;
constexpr std::size_t longest_method = 2048;
constexpr auto timed_out = static_cast<ErrorCode>(-32002);
constexpr auto too_large = static_cast<ErrorCode>(-32003);

std::string response_text(std::string_view id, std::string_view name, const std::string& value) {
    std::string text = R"({"jsonrpc":"2.0","id":)";
    text.append(id).append(",\"").append(name).append("\":").append(value).append("}");
    return text;
}

std::string error_response(std::string_view id, ErrorCode code, const std::string& message) {
    const json::object error{{"code", static_cast<std::int32_t>(code)}, {"message", message}};
    return response_text(id, "error", json::serialize(error));
}

/// What a failure says to the client.
std::string error_response(std::string_view id, const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const RpcError& error) {
        return error_response(id, error.code(), error.what());
    } catch (const ConfigError& error) {
        return error_response(id, ErrorCode::server_error, error.what());
    } catch (...) {
        return error_response(id, ErrorCode::internal_error, handlers::text_of(failure));
    }
}

bool is_version_2(const json::object& object) {
    const json::value* version = object.if_contains("jsonrpc");
    return version != nullptr && version->is_string() && version->get_string() == "2.0";
}

std::string text_member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return "";
    return std::string(value->get_string());
}

/// A response to a request of ours, which we never send: it is passed over.
bool is_response(const json::object& object) {
    return object.contains("result") || object.contains("error");
}

RpcError not_found(const std::string& method) {
    return {ErrorCode::method_not_found,
            "the method " + method + " does not exist/is not available"};
}

std::string kind_of(const json::value& params) {
    const json::array* given = params.if_array();
    if (given == nullptr) refuse("non-array args");
    if (given->empty() || !given->front().is_string()) {
        refuse("expected subscription name as first argument");
    }
    return std::string(given->front().get_string());
}

void end(json::value params, Subscriber* subscriber) {
    Params given(std::move(params));
    const std::string id = given.text();
    given.end();
    if (subscriber == nullptr) fail("subscription not found");
    subscriber->unsubscribe(id);
}

}  // namespace

void refuse_subscription(std::string_view space, const std::string& kind) {
    throw RpcError(ErrorCode::method_not_found,
                   "no \"" + kind + "\" subscription in " + std::string(space) + " namespace");
}

std::string too_long_response(std::size_t limit_bytes) {
    return error_response("null", ErrorCode::invalid_request,
                          "a message has at most " + std::to_string(limit_bytes) + " bytes");
}

Dispatcher::Dispatcher(Host& host, MethodIndex& methods, const CallLimits& limits,
                       const std::vector<std::string>& namespaces, ImmediateProvider* own)
    : methods_(methods),
      clock_(Clock::of(host.strand())),
      served_(host.metrics().counter({"plexus_rpc_requests_total", "Calls of methods, by outcome"},
                                     {{"outcome", "success"}})),
      refused_(host.metrics().counter({"plexus_rpc_requests_total", "Calls of methods, by outcome"},
                                      {{"outcome", "failure"}})),
      limits_(limits),
      namespaces_(namespaces),
      own_(own) {}

Request Dispatcher::parse(std::string text) {
    Request request;
    json::parse_options options;
    options.max_depth = deepest_nesting;
    json::error_code error;
    request.message = json::parse(text, error, {}, options);
    request.is_parse_error = error.failed();
    request.text = std::move(text);
    return request;
}

awaitable<std::string> Dispatcher::respond(Request request, Subscriber* subscriber) {
    if (request.is_parse_error) {
        co_return error_response("null", ErrorCode::parse_error, "parse error");
    }
    if (request.message.is_array()) {
        co_return co_await respond_to_batch(request.text, request.message.get_array(), subscriber);
    }
    co_return co_await respond_to_one(request.text, request.message, subscriber);
}

awaitable<std::string> Dispatcher::respond_to_batch(std::string_view text, const json::array& batch,
                                                    Subscriber* subscriber) {
    if (batch.empty()) {
        co_return error_response("null", ErrorCode::invalid_request, "empty batch");
    }
    const std::vector<std::string_view> texts = elements_of(text);
    if (limits_.batch != 0 && batch.size() > limits_.batch) {
        const auto is_call = [](std::string_view one) {
            return one.starts_with('{') && !id_of(one).empty();
        };
        const auto first = std::ranges::find_if(texts, is_call);
        const std::string_view id = first == texts.end() ? "null" : id_of(*first);
        co_return "[" + error_response(id, ErrorCode::invalid_request, "batch too large") + "]";
    }
    std::string all;
    bool full = false;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const json::value& message = batch[i];
        const std::string_view id = message.is_object() ? id_of(texts[i]) : std::string_view();
        std::string one;
        if (!full) {
            one = co_await respond_to_one(texts[i], message, subscriber);
        } else if (!id.empty()) {
            one = error_response(id, too_large, "response too large");
        }
        if (one.empty()) continue;
        all += (all.empty() ? "[" : ",") + one;
        full = all.size() > limits_.batch_bytes;
    }
    co_return all.empty() ? all : all + "]";
}

awaitable<std::string> Dispatcher::respond_to_one(std::string_view text, const json::value& message,
                                                  Subscriber* subscriber) {
    const json::object* object = message.if_object();
    if (object == nullptr) {
        co_return error_response("null", ErrorCode::invalid_request, "invalid request");
    }
    std::string id(id_of(text));
    const bool silent = id.empty();
    if (silent || id.front() == '{' || id.front() == '[') id = "null";
    std::string method = text_member(*object, "method");
    const bool valid = is_version_2(*object) && (silent || id != "null" || id_of(text) == "null");
    if (!valid || method.empty()) {
        if (valid && !silent && is_response(*object)) co_return "";
        co_return error_response(id, ErrorCode::invalid_request, "invalid request");
    }
    json::value params;
    if (const json::value* given = object->if_contains("params")) params = *given;
    std::string response;
    std::exception_ptr failure;
    try {
        const json::value result = co_await call(std::move(method), std::move(params), subscriber);
        response = response_text(id, "result", json::serialize(result));
    } catch (...) {  // told to the client below, unless it is our own cancellation
        failure = std::current_exception();
    }
    // A method may throw the error of a cancellation of its own, so that does not tell.
    const asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    if (mine.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    if (failure) response = error_response(id, failure);
    (failure ? refused_ : served_).add();
    co_return silent ? std::string() : response;
}

awaitable<json::value> Dispatcher::call(std::string method, json::value params,
                                        Subscriber* subscriber) {
    if (method.size() > longest_method) {
        throw RpcError(ErrorCode::invalid_request,
                       "method name too long: " + std::to_string(method.size()) + " > " +
                           std::to_string(longest_method));
    }
    const std::string_view space = space_of(method);
    if (method.ends_with("_subscribe")) {
        if (subscriber == nullptr) {
            throw RpcError(ErrorCode::method_not_found, "notifications not supported");
        }
        const std::string kind = kind_of(params);
        if (!serves(space)) refuse_subscription(space, kind);
        co_return json::value(subscriber->subscribe(space, kind, std::move(params)));
    }
    if (method.ends_with("_unsubscribe")) {
        end(std::move(params), subscriber);
        co_return true;
    }
    if (method == "rpc_modules") {
        Params(std::move(params)).end();
        co_return modules();
    }
    const MethodIndex::Method found = serves(space) ? methods_.find(method) : MethodIndex::Method();
    const Lease<rpc::MethodProvider>& provider = found.provider;
    if (provider == nullptr) throw not_found(method);
    const SteadyTime began = clock_.now();
    BOOST_SCOPE_EXIT_ALL(&) {
        if (found.durations != nullptr) found.durations->observe(clock_.now() - began);
    };
    if (provider.get() == own_) {
        std::optional<json::value> at_once = own_->immediate(method, params);
        if (at_once) co_return std::move(*at_once);
    }
    Result<json::value> result =
        co_await within(limits_.call, provider->call(std::move(method), std::move(params)));
    if (!result) throw RpcError(timed_out, "request timed out");
    co_return std::move(*result);
}

bool Dispatcher::serves(std::string_view space) const {
    return namespaces_.empty() || std::ranges::find(namespaces_, space) != namespaces_.end();
}

json::object Dispatcher::modules() const {
    json::object modules{{"rpc", "1.0"}};
    for (const std::string& space : methods_.spaces()) {
        if (serves(space)) modules[space] = "1.0";
    }
    return modules;
}

}  // namespace plexus::jsonrpc
