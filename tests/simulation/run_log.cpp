#include "run_log.hpp"

#include <boost/log/core.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <cstdlib>
#include <iomanip>
#include <iostream>

#include <api/core/log_entry.hpp>

namespace plexus::simulation {
namespace {

namespace logging = boost::log;

class Printer final
    : public logging::sinks::basic_sink_backend<logging::sinks::synchronized_feeding> {
public:
    explicit Printer(testing::Loop& loop) : loop_(loop) {}

    void consume(const logging::record_view& record) {
        const LogEntry entry = log_entry(record);
        const auto passed = std::chrono::duration<double>(loop_.elapsed());
        std::cout << std::fixed << std::setprecision(3) << std::setw(11) << passed.count() << ' '
                  << entry.severity << ' ' << log_sentence(entry) << '\n';
    }

private:
    testing::Loop& loop_;
};

}  // namespace

struct RunLog::Sink {
    explicit Sink(testing::Loop& loop)
        : frontend(boost::make_shared<logging::sinks::synchronous_sink<Printer>>(
              boost::make_shared<Printer>(loop))) {}

    boost::shared_ptr<logging::sinks::synchronous_sink<Printer>> frontend;
};

RunLog::RunLog(testing::Loop& loop) {
    const bool wanted = std::getenv("PLEXUS_SIMULATION_LOG") != nullptr;
    logging::core::get()->set_logging_enabled(wanted);
    if (!wanted) {
        terminal_ = std::cerr.rdbuf(nullptr);
        return;
    }
    sink_ = std::make_unique<Sink>(loop);
    logging::core::get()->add_sink(sink_->frontend);
}

RunLog::~RunLog() {
    if (terminal_ != nullptr) std::cerr.rdbuf(terminal_);  // which clears its errors, too
    if (sink_) logging::core::get()->remove_sink(sink_->frontend);
}

}  // namespace plexus::simulation
