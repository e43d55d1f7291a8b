#include "fatal.hpp"

#include <atomic>
#include <cstdlib>
#include <exception>
#include <thread>

namespace plexus::app {
namespace {

// A terminate handler takes no argument.
std::atomic<LogOutput*> current = nullptr;

std::string what_happened() {
    const std::exception_ptr uncaught = std::current_exception();
    if (!uncaught) return "terminated without an exception";
    try {
        std::rethrow_exception(uncaught);
    } catch (const std::exception& error) {
        return std::string("uncaught exception: ") + error.what();
    } catch (...) {
        return "uncaught exception of unknown type";
    }
}

[[noreturn]] void log_and_abort() {
    static std::atomic_flag entered;
    if (entered.test_and_set()) {
        // A second thread fails, or the code below does: the first one gets the time to finish.
        std::this_thread::sleep_for(2 * FatalFlush::limit);
        std::abort();
    }
    Logger log = make_logger("plexus");
    PLEXUS_LOG(log, error) << "a defect ends the process" << kv("what", what_happened());
    if (LogOutput* const output = current) output->flush(FatalFlush::limit);
    std::abort();
}

}  // namespace

FatalFlush::FatalFlush(LogOutput& log) {
    current = &log;
    before_ = std::set_terminate(&log_and_abort);
}

FatalFlush::~FatalFlush() {
    std::set_terminate(before_);
    current = nullptr;
}

}  // namespace plexus::app
