#include "log.hpp"

#include <atomic>
#include <boost/log/attributes/attribute_value_impl.hpp>
#include <boost/log/core/core.hpp>
#include <chrono>

#include <api/core/log_threshold.hpp>

namespace plexus::inline v1 {
namespace {

namespace logging = boost::log;

std::atomic<Severity> threshold = Severity::debug;

/// @returns false if the record has a value of that name already
template <class T>
bool insert(logging::record& record, logging::attribute_name name, T value) {
    const auto boxed = logging::attributes::make_attribute_value(std::move(value));
    return record.attribute_values().insert(name, boxed).second;
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, Severity severity) {
    switch (severity) {
        case Severity::debug:
            return stream << "debug";
        case Severity::info:
            return stream << "info";
        case Severity::warn:
            return stream << "warn";
        case Severity::error:
            return stream << "error";
    }
    return stream;
}

Logger make_logger(std::string channel) {
    return Logger{logging::keywords::channel = std::move(channel)};
}

void set_log_threshold(Severity least) noexcept {
    threshold.store(least, std::memory_order_relaxed);
}

LogLine::LogLine(Logger& logger, Severity severity) : logger_(logger) {
    if (severity < threshold.load(std::memory_order_relaxed)) return;
    if (!logging::core::get()->get_logging_enabled()) return;
    record_ = logger.open_record(logging::keywords::severity = severity);
    if (record_) insert(record_, "Time", std::chrono::system_clock::now());
}

LogLine& LogLine::operator<<(LogSentence sentence) {
    insert(record_, "Message", std::string(sentence.text()));
    return *this;
}

LogLine& LogLine::operator<<(NeverLimited) {
    insert(record_, "NeverLimited", true);
    return *this;
}

void LogLine::add(std::string_view name, LogValue value) {
    if (auto* const text = std::get_if<std::string>(&value)) {
        if (text->size() > longest_text) text->replace(longest_text - 3, std::string::npos, "...");
    }
    const logging::attribute_name key{std::string(name)};
    const bool fresh = std::visit(
        [&](auto& alternative) { return insert(record_, key, std::move(alternative)); }, value);
    if (fresh) order_.push_back(key);
}

void LogLine::write() {
    insert(record_, "AttributeOrder", std::move(order_));
    logger_.push_record(std::move(record_));
    record_ = {};
}

}  // namespace plexus::inline v1
