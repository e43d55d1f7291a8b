#include "history.hpp"

#include <boost/json/array.hpp>

namespace plexus::web {
namespace {

void push(std::deque<Sample>& samples, const Sample& sample, std::size_t most) {
    samples.push_back(sample);
    if (samples.size() > most) samples.pop_front();
}

boost::json::array list(const std::deque<Sample>& samples) {
    boost::json::array array;
    array.reserve(samples.size());
    for (const Sample& sample : samples) array.push_back(to_json(sample));
    return array;
}

}  // namespace

void History::add(const Sample& sample) {
    push(recent_, sample, most_recent);
    if (sample.time % std::int64_t{step} != 0) return;
    Sample mean;
    mean.time = sample.time;
    const std::size_t count = std::min(step, recent_.size());
    for (std::size_t back = 1; back <= count; ++back) {
        const Sample& one = recent_[recent_.size() - back];
        for (std::size_t at = 0; at < mean.values.size(); ++at) {
            mean.values[at] += one.values[at] / static_cast<double>(count);
        }
    }
    push(hour_, mean, most_older);
}

boost::json::object History::to_json() const {
    return {{"recent", list(recent_)}, {"hour", list(hour_)}};
}

boost::json::array to_json(const Sample& sample) {
    boost::json::array row{sample.time};
    for (const double value : sample.values) row.emplace_back(value);
    return row;
}

}  // namespace plexus::web
