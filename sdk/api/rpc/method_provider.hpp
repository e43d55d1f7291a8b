#pragma once

#include <boost/json/value.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include <api/core/api.hpp>
#include <api/core/asio.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::rpc {

/// The error codes of the specification; server_error is the first of those that are free for use.
/// @spec JSON-RPC 2.0, "Error object"
enum class ErrorCode : std::int32_t {
    parse_error = -32700,       ///< the text is no JSON
    invalid_request = -32600,   ///< the JSON is no request
    method_not_found = -32601,  ///< no plugin provides the method
    invalid_params = -32602,    ///< the method does not take these parameters
    internal_error = -32603,    ///< the method failed in a way it did not expect
    server_error = -32000,      ///< the method failed, and the text says why
};

/// A request that was not served. The text is one sentence for the client.
class PLEXUS_API RpcError : public std::runtime_error {
public:
    /// @param message  one sentence, sent to the client
    RpcError(ErrorCode code, const std::string& message)
        : std::runtime_error(message), code_(code) {}
    ~RpcError() override;

    /// What is sent as `code`.
    ErrorCode code() const noexcept { return code_; }

private:
    ErrorCode code_;
};

/// Methods that JSON-RPC clients may call, over whichever transport a plugin offers.
///
/// @thread     any; the calling coroutine's executor
/// @ownership  the caller holds a lease for as long as the call takes
class PLEXUS_API MethodProvider {
public:
    /// Any number of providers in a node.
    static constexpr ServiceKey key{"plexus.rpc.method-provider", 1, Cardinality::many};

    virtual ~MethodProvider();

    /// The names, "plexus_join". The same at each call.
    virtual std::vector<std::string> methods() const = 0;

    /// Serves one request.
    /// @param method  one of methods()
    /// @param params  an array or an object, unchecked; null if the request has none
    /// @returns       what is sent as the result
    /// @errors        RpcError; ConfigError is sent as server_error, anything else as
    /// internal_error
    virtual awaitable<boost::json::value> call(std::string method, boost::json::value params) = 0;
};

}  // namespace plexus::inline v1::rpc
