#pragma once

#include <array>
#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

namespace plexus::web {

/// The figures of one moment that the page plots.
struct Sample {
    /// Their names on the page, in the order of `values`.
    static constexpr std::array<std::string_view, 6> names{"peers",      "bytesIn",   "bytesOut",
                                                           "messagesIn", "latencyMs", "headAge"};

    std::int64_t time = 0;                      ///< Unix seconds
    std::array<double, names.size()> values{};  ///< per second, where they are rates
};

/// The last five minutes second by second, and the last hour in steps of five seconds: a page that
/// is opened has its plots at once.
///
/// @thread  one at a time
class History {
public:
    /// Samples that are kept of the last five minutes, one a second.
    static constexpr std::size_t most_recent = 300;
    /// Seconds that one sample of the last hour stands for.
    static constexpr std::size_t step = 5;
    /// Samples that are kept of the last hour.
    static constexpr std::size_t most_older = 720;

    /// To be called once a second.
    void add(const Sample& sample);

    /// {"recent": [[time, value, ...], ...], "hour": [...]}
    boost::json::object to_json() const;

private:
    std::deque<Sample> recent_;
    std::deque<Sample> hour_;  ///< the means of `step` samples each
};

/// [time, value, ...]
boost::json::array to_json(const Sample& sample);

}  // namespace plexus::web
