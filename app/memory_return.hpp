#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <stop_token>
#include <thread>

namespace plexus::app {

/// Gives freed memory back to the system. The C library keeps what a burst of large messages has
/// taken, for as long as a small object lies behind it.
///
/// @thread  its own
class MemoryReturn {
public:
    /// How often it looks. A look costs microseconds.
    static constexpr std::chrono::seconds interval{1};
    /// Less free memory than this stays for the next messages.
    static constexpr std::size_t worth_returning = std::size_t{4} << 20U;

    MemoryReturn();

private:
    void run(const std::stop_token& stop);

    std::mutex mutex_;
    std::condition_variable_any stopped_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace plexus::app
