#pragma once

#include <boost/log/core.hpp>
#include <boost/log/sinks/sink.hpp>
#include <boost/smart_ptr/make_shared_object.hpp>
#include <functional>
#include <vector>

#include <api/core/log.hpp>

namespace plexus::app {

/// The records that a function logs.
inline std::vector<boost::log::record_view> records_of(const std::function<void(Logger&)>& talk) {
    class Sink final : public boost::log::sinks::sink {
    public:
        Sink() : sink(true) {}
        bool will_consume(const boost::log::attribute_value_set&) override { return true; }
        void consume(const boost::log::record_view& record) override { records.push_back(record); }
        void flush() override {}

        std::vector<boost::log::record_view> records;
    };
    const auto sink = boost::make_shared<Sink>();
    Logger log = make_logger("test");
    boost::log::core::get()->add_sink(sink);
    talk(log);
    boost::log::core::get()->remove_sink(sink);
    return sink->records;
}

}  // namespace plexus::app
