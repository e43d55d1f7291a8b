#include "stdout_sink.hpp"

#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace plexus::stream {
namespace {

using namespace std::chrono_literals;

/// A pipe that poll() calls writable takes this much without waiting.
constexpr std::size_t largest_write = PIPE_BUF;

}  // namespace

StdoutSink::StdoutSink(int descriptor, Logger log)
    : descriptor_(descriptor), log_(std::move(log)) {}

Sending StdoutSink::send(const Message& message) {
    if (broken_) return Sending::refused;
    if (!rest_.empty()) return Sending::busy;
    rest_ = message.bytes;
    written_ = 0;
    write_some(0ms);
    return Sending::done;
}

bool StdoutSink::poll() { return write_some(0ms); }

void StdoutSink::close(std::chrono::steady_clock::time_point deadline) {
    while (write_some(50ms) && std::chrono::steady_clock::now() < deadline) {
    }
}

/// @returns whether something is left
bool StdoutSink::write_some(std::chrono::milliseconds timeout) {
    while (written_ < rest_.size()) {
        pollfd writable{.fd = descriptor_, .events = POLLOUT, .revents = 0};
        if (::poll(&writable, 1, static_cast<int>(timeout.count())) <= 0) return true;
        const std::size_t size = std::min(largest_write, rest_.size() - written_);
        const ssize_t written = ::write(descriptor_, rest_.data() + written_, size);
        if (written < 0 && (errno == EINTR || errno == EAGAIN)) return true;
        if (written < 0) {
            PLEXUS_LOG(log_, error) << "cannot write to standard output; the sink is off"
                                    << kv("error", std::string(std::strerror(errno)));
            broken_ = true;
            break;
        }
        written_ += static_cast<std::size_t>(written);
    }
    rest_.clear();
    return false;
}

}  // namespace plexus::stream
