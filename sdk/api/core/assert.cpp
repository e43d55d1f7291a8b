#include "assert.hpp"

#include <poll.h>
#include <unistd.h>

#include <exception>
#include <string>

#include "log.hpp"

namespace plexus::inline v1 {
namespace {

// For a standard error without a reader.
constexpr int write_timeout_ms = 1000;

void print(const std::string& line) {
    pollfd stream{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&stream, 1, write_timeout_ms) == 1) {
        static_cast<void>(!::write(STDERR_FILENO, line.data(), line.size()));
    }
}

}  // namespace

void assertion_failed(const char* condition, const char* file, int line) {
    print(std::string("plexus: broken invariant: ") + condition + " (" + file + ':' +
          std::to_string(line) + ")\n");
    Logger log = make_logger("plexus");
    PLEXUS_LOG(log, error) << "broken invariant" << kv("condition", condition) << kv("file", file)
                           << kv("line", line);
    std::terminate();  // its handler may write out the log
}

}  // namespace plexus::inline v1
