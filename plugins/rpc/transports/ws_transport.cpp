#include "ws_transport.hpp"

#include <algorithm>

#include <kit/jsonrpc/calls.hpp>

namespace plexus::rpc_server {
namespace {

std::string in_small_letters(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

/// "http://localhost" stands for that host with any port, "localhost" for any scheme too.
/// @param known, origin  in small letters: neither scheme nor host tell them from large ones
bool covers(std::string_view known, std::string_view origin) {
    constexpr std::string_view mark = "://";
    if (known == "*") return true;
    const std::size_t scheme = origin.find(mark);
    const bool any_scheme = known.find(mark) == std::string_view::npos;
    if (any_scheme && scheme != std::string_view::npos) origin.remove_prefix(scheme + mark.size());
    if (!origin.starts_with(known)) return false;
    return origin.size() == known.size() || origin[known.size()] == ':';
}

}  // namespace

WsTransport::WsTransport(jsonrpc::Dispatcher& dispatcher, Hub& hub,
                         const std::vector<std::string>& names, std::vector<std::string> origins,
                         TaskScope& tasks)
    : tasks_(tasks),
      dispatcher_(dispatcher),
      hub_(hub),
      names_(names),
      origins_(std::move(origins)) {
    for (std::string& origin : origins_) origin = in_small_letters(origin);
}

http::Response WsTransport::accept(const http::Request& request) const {
    http::Response refusal = http::host_refusal(names_, request);
    if (refusal.status != 0) return refusal;
    if (request.path != "/") return http::text_response(404, "not found\n");
    // Programs send no origin; a browser always does, and connects without a preflight.
    if (request.count("origin") == 0) return refusal;
    const std::string origin = in_small_letters(request.field("origin"));
    const bool good = std::ranges::any_of(
        origins_, [&origin](const std::string& known) { return covers(known, origin); });
    return good ? refusal : http::text_response(403, "origin not allowed\n");
}

awaitable<void> WsTransport::serve(std::shared_ptr<http::WebSocket> socket) {
    const auto connection = std::make_shared<Connection>(
        hub_, [socket](net::SharedText text) { socket->notify(std::move(text)); });
    const auto calls = std::make_shared<jsonrpc::Calls>(
        tasks_, dispatcher_, connection, [socket](std::string text) {
            socket->respond(std::make_shared<const std::string>(std::move(text)));
        });
    bool more = true;
    while (more) {
        Result<std::string> text = co_await socket->read();
        if (!text) break;
        more = co_await calls->take(std::move(*text));
        co_await socket->drained();  // no more requests until the client reads responses
    }
    co_await calls->finish();
    co_await socket->drained();
}

}  // namespace plexus::rpc_server
