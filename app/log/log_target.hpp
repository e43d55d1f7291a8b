#pragma once

#include <app/descriptor.hpp>

namespace plexus::app {

/// Where lines of the log end up.
///
/// @thread  one at a time
class LogTarget {
public:
    virtual ~LogTarget() = default;

    /// Writes a line, which ends with a line feed. Waits for as long as it takes, or until the
    /// interrupt is raised.
    /// @returns false if the line, or a part of it, could not be written
    virtual bool write(std::string_view line, const Interrupt& interrupt) = 0;

    /// The file was moved away: goes on with a new one of the same name.
    virtual void reopen() {}
};

/// Writes to a descriptor, and mends a line that was cut off by beginning the next on a new line.
class LineOutput {
public:
    bool write(int descriptor, std::string_view line, const Interrupt& interrupt);

private:
    bool torn_ = false;
};

/// Standard error, or another descriptor of the process.
class LogStream final : public LogTarget {
public:
    explicit LogStream(int descriptor) : descriptor_(descriptor) {}

    bool write(std::string_view line, const Interrupt& interrupt) override {
        return output_.write(descriptor_, line, interrupt);
    }

private:
    int descriptor_;
    LineOutput output_;
};

}  // namespace plexus::app
