#include "log_capture.hpp"

#include <algorithm>
#include <boost/log/core.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <mutex>
#include <sstream>

#include <api/core/log_entry.hpp>

namespace plexus::testing {
namespace {

namespace logging = boost::log;

class Backend final
    : public logging::sinks::basic_sink_backend<logging::sinks::concurrent_feeding> {
public:
    void consume(const logging::record_view& record) {
        const LogEntry entry = log_entry(record);
        std::ostringstream line;
        line << entry.severity << ' ' << log_sentence(entry);
        const std::scoped_lock lock(mutex_);
        lines_.push_back(line.str());
    }

    std::vector<std::string> lines() const {
        const std::scoped_lock lock(mutex_);
        return lines_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

}  // namespace

struct LogCapture::Sink {
    boost::shared_ptr<Backend> backend = boost::make_shared<Backend>();
    boost::shared_ptr<logging::sinks::synchronous_sink<Backend>> frontend =
        boost::make_shared<logging::sinks::synchronous_sink<Backend>>(backend);
};

LogCapture::LogCapture() : sink_(std::make_shared<Sink>()) {
    logging::core::get()->add_sink(sink_->frontend);
}

LogCapture::~LogCapture() { logging::core::get()->remove_sink(sink_->frontend); }

std::vector<std::string> LogCapture::lines() const { return sink_->backend->lines(); }

std::size_t LogCapture::count(std::string_view text) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        lines(), [text](const std::string& line) { return line.find(text) != line.npos; }));
}

}  // namespace plexus::testing
