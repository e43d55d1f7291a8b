#include "log_output.hpp"

#include <unistd.h>

#include <boost/log/core/core.hpp>
#include <boost/smart_ptr/make_shared_object.hpp>
#include <functional>
#include <vector>

#include <api/core/log_threshold.hpp>

#include "log_writer.hpp"

namespace plexus::app {
namespace {

namespace logging = boost::log;

constexpr bool cross_thread = true;

}  // namespace

/// Where Boost.Log hands in each record: given to every writer.
class LogOutput::Sink final : public logging::sinks::sink {
public:
    explicit Sink(Counter& dropped) : sink(cross_thread), dropped_(dropped) {}

    void add(std::unique_ptr<LogTarget> target, LogFormat format) {
        const LogWriter::Format line = format == LogFormat::json ? &log_json : &log_text;
        writers_.push_back(std::make_unique<LogWriter>(std::move(target), line, dropped_));
    }

    bool will_consume(const logging::attribute_value_set&) override { return true; }
    void consume(const logging::record_view& record) override {
        for (const auto& writer : writers_) writer->push(record);
    }
    void flush() override { flush(LogWriter::closing_limit); }

    void flush(Duration limit) {
        for (const auto& writer : writers_) writer->flush(limit);
    }
    void reopen() {
        for (const auto& writer : writers_) writer->reopen();
    }

private:
    Counter& dropped_;
    std::vector<std::unique_ptr<LogWriter>> writers_;
};

LogOutput::LogOutput(const LogSettings& settings, Counter& dropped)
    : sink_(boost::make_shared<Sink>(std::ref(dropped))) {
    if (!settings.file.empty()) {
        sink_->add(std::make_unique<LogFile>(settings.file, settings.rotation), settings.format);
    }
    sink_->add(std::make_unique<LogStream>(STDERR_FILENO), settings.format);
    const auto core = logging::core::get();
    core->add_sink(sink_);
    core->set_filter([levels = settings.levels](const logging::attribute_value_set& values) {
        return is_kept(levels, values);
    });
    set_log_threshold(lowest(settings.levels));
}

LogOutput::~LogOutput() {
    const auto core = logging::core::get();
    core->remove_sink(sink_);
    core->reset_filter();
    set_log_threshold(Severity::debug);
}

void LogOutput::flush(Duration limit) { sink_->flush(limit); }

void LogOutput::reopen() { sink_->reopen(); }

}  // namespace plexus::app
