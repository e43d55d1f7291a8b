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

    /// More free memory than this at the end of a thread's heap goes back at once. malloc_trim()
    /// does not see it there, and left alone the C library raises its own limit to 64 MiB.
    static constexpr int most_at_the_end = 2 << 20;
    /// Larger blocks are mapped by themselves and go back when they are freed. Frames of the usual
    /// sizes stay below: a mapping costs them a tenth.
    static constexpr int mapped_from = 4 << 20;

    MemoryReturn();

private:
    void run(const std::stop_token& stop);

    std::mutex mutex_;
    std::condition_variable_any stopped_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace plexus::app
