#pragma once

#include <cstdint>
#include <filesystem>

#include "log_target.hpp"

namespace plexus::app {

/// When a log file is put aside, and how many of those are kept.
struct Rotation {
    std::uint64_t size_bytes = 0;  ///< 0: never
    unsigned kept = 0;             ///< FILE.1, the youngest, to FILE.kept
};

/// A file that lines are appended to. It is put aside before it would grow beyond a size.
class LogFile final : public LogTarget {
public:
    /// @errors ConfigError if the file cannot be written
    LogFile(std::filesystem::path path, Rotation rotation);

    bool write(std::string_view line, const Interrupt& interrupt) override;
    void reopen() override;

private:
    void open();
    void rotate();
    void tell_once(const Interrupt& interrupt);
    std::filesystem::path put_aside(unsigned number) const;

    std::filesystem::path path_;
    Rotation rotation_;
    Descriptor file_;
    std::uint64_t size_ = 0;
    bool regular_ = false;
    bool told_ = false;  ///< that the last lines could not be written
    LineOutput output_;
};

}  // namespace plexus::app
