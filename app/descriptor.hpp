#pragma once

#include <atomic>
#include <string_view>

namespace plexus::app {

/// An open file of the process, closed with this object.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    int number() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }

private:
    int number_ = -1;
};

/// Ends waits on other descriptors, from another thread.
///
/// @thread  any
class Interrupt {
public:
    /// @errors std::system_error
    Interrupt();

    void raise() noexcept;
    bool raised() const noexcept;

    /// Waits until the descriptor accepts bytes, until raise(), or until time is up.
    /// @returns whether it accepts bytes
    bool wait_until_writable(int descriptor, int limit_ms) const noexcept;

private:
    Descriptor event_;                 // wakes a thread that waits
    std::atomic<bool> raised_{false};  // a thread that logs looks at it for every line
};

/// What became of a text that was to be written.
enum class Written { all, part, nothing };

inline constexpr int no_limit = -1;

/// Writes to a pipe, a terminal or a file. A pipe without a reader keeps the caller waiting until
/// the interrupt is raised or time is up, but no longer.
/// @param limit_ms  for each wait
Written write_text(int descriptor, std::string_view text, const Interrupt& interrupt,
                   int limit_ms = no_limit) noexcept;

}  // namespace plexus::app
