#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <api/async/clock.hpp>
#include <api/plugin/host.hpp>

#include "immediate_provider.hpp"
#include "method_index.hpp"

namespace plexus::jsonrpc {

namespace json = boost::json;

/// What one request may cost.
struct CallLimits {
    std::size_t batch = 1000;                  ///< calls of one batch; 0: any number
    std::size_t batch_bytes = 25'000'000;      ///< of the results of one batch
    Duration call = std::chrono::seconds(30);  ///< for one call
};

/// The subscriptions of one connection.
///
/// @thread the dispatcher's strand
class Subscriber {
public:
    virtual ~Subscriber() = default;

    /// @param space   the namespace, "eth" of eth_subscribe
    /// @param kind    the first parameter, "newHeads"
    /// @param params  of the call, `kind` among them, the rest unchecked
    /// @returns the subscription's id, which is sent before its first notification
    /// @errors  rpc::RpcError
    virtual std::string subscribe(std::string_view space, const std::string& kind,
                                  json::value params) = 0;
    /// @errors rpc::RpcError: there is none with that id
    virtual void unsubscribe(const std::string& id) = 0;
    /// The ids were queued for sending: what is new from now on is told.
    virtual void activate() = 0;
    /// Whether there is any.
    virtual bool is_subscribed() const = 0;
};

/// @errors always rpc::RpcError: there is no such kind of subscription
[[noreturn]] void refuse_subscription(std::string_view space, const std::string& kind);

/// A text that is parsed: a request, a notification or a batch.
struct Request {
    std::string text{};           ///< as it was received: ids are echoed from it
    json::value message{};        ///< what it says
    bool is_parse_error = false;  ///< what follows the text in a stream cannot be trusted
};

/// What is responded to a text that is not read because it is too long.
std::string too_long_response(std::size_t limit_bytes);

/// Responds to texts of JSON-RPC by the methods that plugins provide, with the errors of
/// go-ethereum, by which clients know what went wrong. Ids are echoed byte for byte.
///
/// @thread the plugin's strand
/// @spec   JSON-RPC 2.0; go-ethereum, rpc/handler.go, rpc/json.go
class Dispatcher {
public:
    /// @param namespaces  which methods are served: what stands before the '_' of a name; empty:
    ///                    all
    /// @param own         of the plugin that has the dispatcher; may be null
    Dispatcher(Host& host, MethodIndex& methods, const CallLimits& limits,
               const std::vector<std::string>& namespaces, ImmediateProvider* own = nullptr);

    /// The first half of a response: says what the text is.
    static Request parse(std::string text);

    /// Responds to what was parsed.
    /// @param subscriber  of the connection; null for one that takes no notifications
    /// @returns one line without its end; empty: there is no response
    awaitable<std::string> respond(Request request, Subscriber* subscriber = nullptr);

private:
    awaitable<std::string> respond_to_batch(std::string_view text, const json::array& batch,
                                            Subscriber* subscriber);
    awaitable<std::string> respond_to_one(std::string_view text, const json::value& message,
                                          Subscriber* subscriber);
    awaitable<json::value> call(std::string method, json::value params, Subscriber* subscriber);
    bool serves(std::string_view space) const;
    json::object modules() const;

    MethodIndex& methods_;
    const Clock& clock_;
    Counter& served_;
    Counter& refused_;
    CallLimits limits_;
    std::vector<std::string> namespaces_;
    ImmediateProvider* own_;
};

}  // namespace plexus::jsonrpc
