#include "descriptor.hpp"

#include <limits.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace plexus::app {

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        if (number_ >= 0) ::close(number_);
        number_ = std::exchange(other.number_, -1);
    }
    return *this;
}

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Interrupt::Interrupt() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!event_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Interrupt::raise() noexcept {
    raised_ = true;
    const std::uint64_t one = 1;
    // The only way to fail is a counter that is full, and then it is raised.
    static_cast<void>(!::write(event_.number(), &one, sizeof one));
}

bool Interrupt::raised() const noexcept { return raised_; }

bool Interrupt::wait_until_writable(int descriptor, int limit_ms) const noexcept {
    std::array<pollfd, 2> events{{{descriptor, POLLOUT, 0}, {event_.number(), POLLIN, 0}}};
    while (::poll(events.data(), events.size(), limit_ms) < 0 && errno == EINTR) continue;
    return events[0].revents != 0;
}

Written write_text(int descriptor, std::string_view text, const Interrupt& interrupt,
                   int limit_ms) noexcept {
    const std::size_t whole = text.size();
    while (!text.empty()) {
        if (!interrupt.wait_until_writable(descriptor, limit_ms)) break;
        // A pipe that shows room takes this much without blocking, whichever process writes to it
        // too: standard error is shared with our parent, so it must not be made non-blocking.
        const ssize_t count =
            ::write(descriptor, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
        if (count >= 0) {
            text.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno != EINTR && errno != EAGAIN) {
            break;
        }
    }
    return text.empty() ? Written::all : text.size() < whole ? Written::part : Written::nothing;
}

}  // namespace plexus::app
