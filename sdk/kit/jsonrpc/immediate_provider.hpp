#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include <api/rpc/method_provider.hpp>

namespace plexus::jsonrpc {

/// A provider that serves some of its methods without waiting for anything. Such a call needs no
/// deadline, which costs several turns of the event loop and more than most of these methods.
///
/// @thread immediate(): the dispatcher's strand
class ImmediateProvider : public rpc::MethodProvider {
public:
    /// Serves one request.
    /// @param params  as call() takes them; taken only if there is a result
    /// @returns       nothing: the method is one that may wait, so call() has to serve it
    /// @errors        as call()
    virtual std::optional<boost::json::value> immediate(const std::string& method,
                                                        boost::json::value& params) = 0;
};

}  // namespace plexus::jsonrpc
