#include "signal_watch.hpp"

#include <csignal>
#include <cstdlib>

#include <kernel/node/verdict.hpp>

namespace plexus::app {
namespace {

using namespace kernel;

using namespace std::chrono_literals;

// `timeout` and other wrappers signal the process and then its whole group: two signals, one wish.
constexpr auto echo = 200ms;

}  // namespace

SignalWatch::SignalWatch(std::function<void()> on_first)
    : signals_(loop_, SIGINT, SIGTERM), on_first_(std::move(on_first)) {
    wait();
    thread_ = std::thread([this] { loop_.run(); });
}

SignalWatch::~SignalWatch() {
    loop_.stop();
    thread_.join();
}

void SignalWatch::wait() {
    signals_.async_wait([this](const boost::system::error_code& error, int) {
        if (error) return;
        const auto now = std::chrono::steady_clock::now();
        if (!first_) {
            first_ = now;
            on_first_();
        } else if (now - *first_ > echo) {
            std::_Exit(static_cast<int>(ExitCode::failure));
        }
        wait();
    });
}

}  // namespace plexus::app
