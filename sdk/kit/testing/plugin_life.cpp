#include "plugin_life.hpp"

namespace plexus::testing {
namespace {

/// Awaits a step on the strand where the plugin expects it.
awaitable<void> on_strand(Executor strand, awaitable<void> step) {
    co_await asio::co_spawn(strand, std::move(step), asio::use_awaitable);
}

}  // namespace

PluginLife::PluginLife(Loop& loop, FakeHost& host, Plugin& plugin)
    : loop_(loop), plugin_(plugin), scope_(host.strand()) {}

void PluginLife::begin() {
    loop_.run(on_strand(scope_.executor(), plugin_.start()));
    scope_.spawn("run", plugin_.run());
    loop_.settle();
}

void PluginLife::end() {
    scope_.cancel();
    loop_.run(on_strand(scope_.executor(), scope_.join()));
    loop_.run(on_strand(scope_.executor(), plugin_.stop()));
}

}  // namespace plexus::testing
