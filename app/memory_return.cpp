#include "memory_return.hpp"

#include <malloc.h>

namespace plexus::app {

MemoryReturn::MemoryReturn() {
    mallopt(M_TRIM_THRESHOLD, most_at_the_end);
    mallopt(M_MMAP_THRESHOLD, mapped_from);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void MemoryReturn::run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        stopped_.wait_for(lock, stop, interval, [] { return false; });
        if (mallinfo2().fordblks >= worth_returning) malloc_trim(0);
    }
}

}  // namespace plexus::app
