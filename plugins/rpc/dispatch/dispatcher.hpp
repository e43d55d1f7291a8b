#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>
#include <set>
#include <string>

#include <api/async/clock.hpp>
#include <api/plugin/host.hpp>
#include <api/rpc/method_provider.hpp>

namespace plexus::rpc_server {

namespace json = boost::json;

class Subscriber;

/// What one request may cost.
struct CallLimits {
    std::size_t batch = 1000;                  ///< calls of one batch
    std::size_t batch_bytes = 25'000'000;      ///< of the results of one batch
    Duration call = std::chrono::seconds(30);  ///< for one call
};

/// Answers texts of JSON-RPC by the methods that plugins provide, with the words of go-ethereum,
/// by which clients know what went wrong.
///
/// @thread the plugin's strand
/// @spec   JSON-RPC 2.0; go-ethereum, rpc/handler.go, rpc/json.go
class Dispatcher {
public:
    /// @param namespaces  which methods are served: what stands before the '_' of a name
    Dispatcher(Host& host, const CallLimits& limits, const std::vector<std::string>& namespaces);

    /// Answers a request, a notification or a batch.
    /// @param subscriber  of the connection; null for one that takes no notifications
    /// @returns empty if there is nothing to answer
    awaitable<std::string> respond(std::string text, Subscriber* subscriber = nullptr);

private:
    awaitable<std::string> respond_to_batch(std::string_view text, const json::array& batch,
                                            Subscriber* subscriber);
    awaitable<std::string> respond_to_one(std::string_view text, json::value message,
                                          Subscriber* subscriber);
    awaitable<json::value> call(std::string method, json::value params, Subscriber* subscriber);
    Lease<rpc::MethodProvider> provider_of(const std::string& method);
    json::object modules();

    Host& host_;
    Counter& served_;
    Counter& refused_;
    CallLimits limits_;
    std::set<std::string, std::less<>> namespaces_;
};

}  // namespace plexus::rpc_server
