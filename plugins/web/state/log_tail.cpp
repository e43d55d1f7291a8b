#include "log_tail.hpp"

#include <boost/json/object.hpp>
#include <boost/log/core.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <deque>
#include <mutex>
#include <sstream>

#include <api/core/log_entry.hpp>

namespace plexus::web {
namespace {

namespace logging = boost::log;

/// What fits on a page; a text of a record is bounded, so this bounds the bytes too.
constexpr std::size_t most_lines = 60;

struct Line {
    Severity severity = Severity::info;
    std::string text;
};

class Backend final
    : public logging::sinks::basic_sink_backend<logging::sinks::concurrent_feeding> {
public:
    void consume(const logging::record_view& record) {
        const LogEntry entry = log_entry(record);
        Line line{entry.severity, log_text(entry)};
        const std::scoped_lock lock(mutex_);
        lines_.push_back(std::move(line));
        if (lines_.size() > most_lines) lines_.pop_front();
    }

    boost::json::array to_json() const {
        boost::json::array array;
        const std::scoped_lock lock(mutex_);
        for (const Line& line : lines_) {
            std::ostringstream severity;
            severity << line.severity;
            array.push_back(boost::json::object{{"severity", severity.str()}, {"text", line.text}});
        }
        return array;
    }

private:
    mutable std::mutex mutex_;
    std::deque<Line> lines_;
};

}  // namespace

struct LogTail::Sink {
    boost::shared_ptr<Backend> backend = boost::make_shared<Backend>();
    boost::shared_ptr<logging::sinks::synchronous_sink<Backend>> frontend =
        boost::make_shared<logging::sinks::synchronous_sink<Backend>>(backend);
};

LogTail::LogTail() : sink_(std::make_shared<Sink>()) {
    logging::core::get()->add_sink(sink_->frontend);
}

LogTail::~LogTail() { logging::core::get()->remove_sink(sink_->frontend); }

boost::json::array LogTail::to_json() const { return sink_->backend->to_json(); }

}  // namespace plexus::web
