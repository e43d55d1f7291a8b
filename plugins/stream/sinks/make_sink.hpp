#pragma once

#include <memory>
#include <string>

#include <api/plugin/host.hpp>

#include "sink.hpp"

namespace plexus::stream {

/// @param name      one of the choices of `stream.sinks`
/// @param identity  of the node
/// @errors ConfigError: this build does not have it
std::unique_ptr<Sink> make_sink(const std::string& name, Host& host, const Identity& identity);

/// Whether a sink's batches may wait in a spool: only where they can be away for long.
bool is_spooled(const std::string& name) noexcept;

}  // namespace plexus::stream
