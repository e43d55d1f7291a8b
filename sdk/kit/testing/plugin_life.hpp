#pragma once

#include <api/async/task_scope.hpp>
#include <api/plugin/plugin.hpp>

#include "fake_host.hpp"
#include "loop.hpp"

namespace plexus::testing {

/// Leads a plugin through its life as the kernel does, on the host's strand.
///
/// @ownership  end() before destroying a life that was begun
class PluginLife {
public:
    PluginLife(Loop& loop, FakeHost& host, Plugin& plugin);

    /// Awaits `start()` and lets `run()` begin.
    /// @errors what start() throws
    void begin();

    /// Cancels `run()`, joins it, and awaits `stop()`.
    /// @errors what run() has thrown, or stop()
    void end();

private:
    Loop& loop_;
    Plugin& plugin_;
    TaskScope scope_;
};

}  // namespace plexus::testing
