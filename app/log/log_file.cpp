#include "log_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <api/plugin/config_error.hpp>

namespace plexus::app {
namespace {

// Readable for all, as far as the operator's umask allows.
constexpr mode_t permissions = 0666;

// For a standard error that nobody reads.
constexpr int tell_limit_ms = 200;

std::string reason() { return errno != 0 ? std::string(": ") + std::strerror(errno) : ""; }

}  // namespace

LogFile::LogFile(std::filesystem::path path, Rotation rotation)
    : path_(std::move(path)), rotation_(rotation) {
    open();
    // A full device refuses even nothing; a file on a full disk is told of with its first line.
    if (!file_ || ::write(file_.number(), "", 0) < 0) {
        throw ConfigError("cannot write the log file " + path_.string() + reason() +
                          "; choose another with --log-file");
    }
}

void LogFile::open() {
    // Non-blocking so that a named pipe without a reader is an error, and no wait without end.
    Descriptor fresh(
        ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, permissions));
    struct stat status {};
    if (!fresh || ::fstat(fresh.number(), &status) != 0)
        return;  // keep the old file rather than none
    file_ = std::move(fresh);
    regular_ = S_ISREG(status.st_mode);
    size_ = regular_ ? static_cast<std::uint64_t>(status.st_size) : 0;
}

bool LogFile::write(std::string_view line, const Interrupt& interrupt) {
    const bool full = rotation_.size_bytes > 0 && size_ + line.size() > rotation_.size_bytes;
    if (regular_ && full && size_ > 0) rotate();
    errno = 0;
    if (!output_.write(file_.number(), line, interrupt)) {
        if (!interrupt.raised()) tell_once(interrupt);
        return false;
    }
    told_ = false;
    size_ += line.size();
    return true;
}

/// What is missing in the file can only be told where nobody looks for it.
void LogFile::tell_once(const Interrupt& interrupt) {
    if (std::exchange(told_, true)) return;
    const std::string text =
        "plexus: the log file " + path_.string() + " cannot be written" + reason() + '\n';
    write_text(STDERR_FILENO, text, interrupt, tell_limit_ms);
}

void LogFile::reopen() { open(); }

void LogFile::rotate() {
    std::error_code ignored;  // what cannot be moved is appended to, and tried again a size later
    for (unsigned number = rotation_.kept; number > 1; --number) {
        std::filesystem::rename(put_aside(number - 1), put_aside(number), ignored);
    }
    if (rotation_.kept > 0) {
        std::filesystem::rename(path_, put_aside(1), ignored);
    } else {
        std::filesystem::remove(path_, ignored);
    }
    open();
    size_ = 0;
}

std::filesystem::path LogFile::put_aside(unsigned number) const {
    std::filesystem::path path = path_;
    path += '.' + std::to_string(number);
    return path;
}

}  // namespace plexus::app
