#pragma once

#include <api/core/api.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1 {

/// Writes the state of a plugin to the log when the operator requests it: for `plexus`, at SIGUSR1.
/// A plugin takes no signals itself, since they belong to the process.
///
/// @thread     report_status(): any, from start() until stop()
/// @ownership  the plugin's
class PLEXUS_API StatusReporter {
public:
    /// Any number of providers in a node.
    static constexpr ServiceKey key{"plexus.status-reporter", 1, Cardinality::many};

    virtual ~StatusReporter();  // key function: defined in plugin.cpp

    /// Writes the state to the log, perhaps after it has returned. Never waits.
    virtual void report_status() noexcept = 0;
};

}  // namespace plexus::inline v1
