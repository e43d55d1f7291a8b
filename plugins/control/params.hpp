#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <api/plugin/plugins.hpp>
#include <kit/jsonrpc/params.hpp>

namespace plexus::control {

/// The parameters of a call of the operator: those of every method, and what control's own take.
///
/// @errors RpcError, invalid_params
class OperatorParams : public jsonrpc::Params {
public:
    using Params::Params;

    std::optional<std::string> maybe_text();      ///< any string; absent or null: nothing
    std::optional<std::int64_t> maybe_seconds();  ///< above 0; absent or null: nothing
    PluginSettings maybe_settings();              ///< an object of strings; absent or null: none
};

}  // namespace plexus::control
