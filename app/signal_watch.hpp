#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include <api/core/asio.hpp>

namespace plexus::app {

/// Waits for signals on a thread of its own, which no other work can hold up.
class SignalWatch {
public:
    /// Called on that thread. An empty action leaves its signal as it is.
    struct Actions {
        std::function<void()> stop;          ///< first SIGINT or SIGTERM; the second ends at once
        std::function<void()> reopen_log{};  ///< SIGHUP
        std::function<void()> report_status{};  ///< SIGUSR1
    };

    explicit SignalWatch(Actions actions);
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

private:
    void wait();
    void take(int number);
    void take_wish_to_stop();

    Actions actions_;
    asio::io_context loop_;
    asio::signal_set signals_;
    std::optional<std::chrono::steady_clock::time_point> first_;
    std::thread thread_;
};

}  // namespace plexus::app
