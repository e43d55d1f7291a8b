#include "signal_watch.hpp"

#include <csignal>
#include <cstdlib>

#include <kernel/life/exit_status.hpp>

namespace plexus::app {
namespace {

using namespace kernel;
using namespace std::chrono_literals;

// `timeout` and other wrappers signal the process and then its whole group: two signals that mean
// one.
constexpr auto echo = 200ms;

}  // namespace

SignalWatch::SignalWatch(Actions actions)
    : actions_(std::move(actions)), signals_(loop_, SIGINT, SIGTERM) {
    if (actions_.reopen_log) signals_.add(SIGHUP);
    if (actions_.report_status) signals_.add(SIGUSR1);
    wait();
    thread_ = std::thread([this] { loop_.run(); });
}

SignalWatch::~SignalWatch() {
    loop_.stop();
    thread_.join();
}

void SignalWatch::wait() {
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
        if (error) return;
        take(number);
        wait();
    });
}

void SignalWatch::take(int number) {
    if (number == SIGHUP) {
        actions_.reopen_log();
    } else if (number == SIGUSR1) {
        actions_.report_status();
    } else {
        take_wish_to_stop();
    }
}

void SignalWatch::take_wish_to_stop() {
    const auto now = std::chrono::steady_clock::now();
    if (!first_) {
        first_ = now;
        actions_.stop();
    } else if (now - *first_ > echo) {
        std::_Exit(static_cast<int>(ExitCode::failure));
    }
}

}  // namespace plexus::app
