#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include <api/core/asio.hpp>

namespace plexus::app {

/// Waits for SIGINT and SIGTERM on a thread of its own, which nothing else can keep busy: the first
/// asks to stop, the second ends the process at once. For main() alone.
class SignalWatch {
public:
    explicit SignalWatch(std::function<void()> on_first);
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

private:
    void wait();

    asio::io_context loop_;
    asio::signal_set signals_;
    std::function<void()> on_first_;
    std::optional<std::chrono::steady_clock::time_point> first_;
    std::thread thread_;
};

}  // namespace plexus::app
