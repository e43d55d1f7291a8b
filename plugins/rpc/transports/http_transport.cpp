#include "http_transport.hpp"

#include <algorithm>

#include <api/async/blocking.hpp>

#include "gzip.hpp"

namespace plexus::rpc_server {
namespace {

/// A shorter response fits one packet as it is.
constexpr std::size_t least_compressed = 1024;
/// A longer one would hold up other clients: it is compressed on the blocking pool.
constexpr std::size_t quickly_compressed = 16U << 10U;

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return small(x) == small(y); });
}

/// A page of another origin may send other types without a preflight, so these are refused.
bool is_json(std::string_view type) {
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' ')) type.remove_suffix(1);
    while (type.starts_with(' ')) type.remove_prefix(1);
    return same(type, "application/json") || same(type, "application/json-rpc") ||
           same(type, "application/jsonrequest");
}

}  // namespace

HttpTransport::HttpTransport(jsonrpc::Dispatcher& dispatcher, Runtime& runtime,
                             const std::vector<std::string>& names,
                             std::vector<std::string> origins)
    : dispatcher_(dispatcher), runtime_(runtime), names_(names), origins_(std::move(origins)) {}

bool HttpTransport::accepts(std::string_view origin) const {
    return std::ranges::any_of(origins_, [origin](const std::string& known) {
        return known == "*" || same(known, origin);
    });
}

http::Response HttpTransport::preflight(const http::Request& request) const {
    http::Response response;
    const std::string_view origin = request.field("origin");
    response.fields.emplace_back("Vary", "Origin");
    if (!accepts(origin)) return response;
    const std::string_view method = request.field("access-control-request-method");
    if (method.empty()) {  // no preflight: an ordinary request without a call
        response.fields.emplace_back("Access-Control-Allow-Origin", std::string(origin));
    }
    if (method != "POST") return response;
    const std::string_view wanted = request.field("access-control-request-headers");
    response.fields.emplace_back("Access-Control-Allow-Origin", std::string(origin));
    response.fields.emplace_back("Access-Control-Allow-Methods", "POST");
    if (!wanted.empty()) {
        response.fields.emplace_back("Access-Control-Allow-Headers", std::string(wanted));
    }
    response.fields.emplace_back("Access-Control-Max-Age", "600");
    return response;
}

awaitable<http::Response> HttpTransport::respond(http::Request request) {
    http::Response response = http::host_refusal(names_, request);
    if (response.status != 0) co_return response;
    const std::string origin(request.field("origin"));
    const bool is_preflight = request.method == "OPTIONS" && request.body.empty();
    if (is_preflight) co_return preflight(request);
    const bool takes_gzip = accepts_gzip(request.field("accept-encoding"));
    response = co_await serve(std::move(request));
    if (takes_gzip && response.body.size() >= least_compressed) co_await compress(response);
    if (!origin.empty() && !origins_.empty()) {
        response.fields.emplace_back("Vary", "Origin");
        if (accepts(origin)) response.fields.emplace_back("Access-Control-Allow-Origin", origin);
    }
    co_return response;
}

awaitable<void> HttpTransport::compress(http::Response& response) {
    if (response.body.size() <= quickly_compressed) {
        response.body = gzip(response.body);
    } else {
        auto work = [&response] { return gzip(response.body); };
        response.body = co_await on_blocking(runtime_, std::move(work));
    }
    response.fields.emplace_back("Content-Encoding", "gzip");
    response.fields.emplace_back("Vary", "Accept-Encoding");
}

awaitable<http::Response> HttpTransport::serve(http::Request request) {
    http::Response response;
    if (request.path != "/") {
        response.status = 404;
        co_return response;
    }
    // The health check of load balancers.
    if (request.method == "GET" && request.body.empty() && request.query.empty()) {
        co_return response;
    }
    if (request.method == "PUT" || request.method == "DELETE") {
        co_return http::text_response(405, "method not allowed\n");
    }
    if (!is_json(request.field("content-type"))) {
        co_return http::text_response(415,
                                      "invalid content type, only application/json is supported\n");
    }
    const bool empty = request.body.find_first_not_of(" \t\r\n") == std::string::npos;
    if (!empty) {
        jsonrpc::Request call = jsonrpc::Dispatcher::parse(std::move(request.body));
        response.body = co_await dispatcher_.respond(std::move(call));
    }
    response.fields.emplace_back("Content-Type", "application/json");
    co_return response;
}

}  // namespace plexus::rpc_server
