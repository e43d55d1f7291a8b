#pragma once

#include <api/plugin/plugin.hpp>

#include "loop.hpp"

namespace plexus::testing {

/// Leads a plugin through its life on a host for tests, TestHost of <test_host/test_host.hpp>.
///
/// @ownership  end() before destroying a life that was begun
template <class TestHost>
class PluginLife {
public:
    /// @param plugin  constructed with `host`
    PluginLife(Loop& loop, TestHost& host, Plugin& plugin)
        : loop_(loop), host_(host), plugin_(plugin) {}

    /// Awaits start(), and begins run().
    void begin() {
        loop_.run(host_.start(plugin_));
        loop_.settle();
    }

    /// Cancels run(), awaits its end, and then stop().
    void end() { loop_.run(host_.stop(plugin_)); }

private:
    Loop& loop_;
    TestHost& host_;
    Plugin& plugin_;
};

}  // namespace plexus::testing
