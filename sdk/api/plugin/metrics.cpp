#include "metrics.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <variant>

#include "metric_rules.hpp"

namespace plexus::inline v1 {
namespace {

using Metric =
    std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>>;

/// What all metrics of a family share.
struct Shape {
    MetricSpec spec;
    MetricType type;
    std::vector<double> bounds;
    std::vector<std::string> label_names;
};

struct Family {
    Shape shape;
    std::map<std::vector<std::string>, Metric> metrics{};  ///< by the values of the labels
};

[[noreturn]] void defect(const std::string& name, const std::string& what) {
    throw std::logic_error("the metric " + name + " " + what);
}

std::vector<std::string> names_of(const Labels& labels) {
    std::vector<std::string> names;
    for (const Label& label : labels) names.push_back(label.name);
    return names;
}

std::vector<std::string> values_of(const Labels& labels) {
    std::vector<std::string> values;
    for (const Label& label : labels) values.push_back(label.value);
    return values;
}

/// @returns in what a further registration differs; empty if in nothing
std::string difference(const Shape& shape, const Shape& again) {
    if (shape.type != again.type) return "type";
    if (shape.spec.help != again.spec.help) return "help";
    if (shape.spec.unit != again.spec.unit) return "unit";
    if (shape.bounds != again.bounds) return "bounds";
    if (shape.label_names != again.label_names) return "names of labels";
    return {};
}

Metric make(MetricType type, std::span<const double> bounds) {
    if (type == MetricType::counter) return std::make_unique<Counter>();
    if (type == MetricType::gauge) return std::make_unique<Gauge>();
    return std::make_unique<Histogram>(bounds);
}

struct Reader {
    MetricSample& sample;

    void operator()(const std::unique_ptr<Counter>& counter) const {
        sample.value = static_cast<double>(counter->value());
    }
    void operator()(const std::unique_ptr<Gauge>& gauge) const { sample.value = gauge->value(); }
    void operator()(const std::unique_ptr<Histogram>& histogram) const {
        sample.buckets = histogram->counts();
        sample.value = histogram->sum();
    }
};

MetricSample read(const Metric& metric) {
    MetricSample sample;
    std::visit(Reader{sample}, metric);
    return sample;
}

MetricFamily read(const Family& family) {
    MetricFamily result{family.shape.spec, family.shape.type, family.shape.bounds, {}};
    for (const auto& [values, metric] : family.metrics) {
        MetricSample sample = read(metric);
        for (std::size_t i = 0; i < values.size(); ++i) {
            sample.labels.push_back({family.shape.label_names[i], values[i]});
        }
        result.samples.push_back(std::move(sample));
    }
    return result;
}

}  // namespace

Histogram::Histogram(std::span<const double> bounds)
    : bounds_(bounds.begin(), bounds.end()), counts_(bounds.size() + 1) {}

void Histogram::observe(double value) noexcept {
    const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<std::uint64_t> Histogram::counts() const {
    std::vector<std::uint64_t> counts;
    for (const auto& count : counts_) counts.push_back(count.load(std::memory_order_relaxed));
    return counts;
}

struct Metrics::State {
    Metric& metric(const Shape& shape, const Labels& labels);

    mutable std::mutex mutex;
    std::map<std::string, Family, std::less<>> families;
};

Metric& Metrics::State::metric(const Shape& shape, const Labels& labels) {
    const std::string& name = shape.spec.name;
    const std::string broken = broken_rule(shape.spec, shape.type, labels);
    if (!broken.empty()) defect(name, broken);
    const std::scoped_lock lock(mutex);
    Family& family = families.try_emplace(name, Family{shape}).first->second;
    const std::string other = difference(family.shape, shape);
    if (!other.empty()) {
        defect(name, std::string{"is a registered "} + name_of(family.shape.type) +
                         " already, and differs in its " + other);
    }
    std::vector<std::string> values = values_of(labels);
    const auto found = family.metrics.find(values);
    if (found != family.metrics.end()) return found->second;
    if (family.metrics.size() >= max_series) {
        defect(name, "has too many values of its labels; they must come from a closed list");
    }
    return family.metrics.emplace(std::move(values), make(shape.type, shape.bounds)).first->second;
}

Metrics::Metrics() : state_(std::make_unique<State>()) {}

Metrics::~Metrics() = default;

Counter& Metrics::counter(const MetricSpec& spec, const Labels& labels) {
    const Shape shape{spec, MetricType::counter, {}, names_of(labels)};
    return *std::get<std::unique_ptr<Counter>>(state_->metric(shape, labels));
}

Gauge& Metrics::gauge(const MetricSpec& spec, const Labels& labels) {
    const Shape shape{spec, MetricType::gauge, {}, names_of(labels)};
    return *std::get<std::unique_ptr<Gauge>>(state_->metric(shape, labels));
}

Histogram& Metrics::histogram(const MetricSpec& spec, std::span<const double> bounds,
                              const Labels& labels) {
    const bool rising = std::ranges::adjacent_find(bounds, std::greater_equal{}) == bounds.end();
    if (bounds.empty() || !rising) defect(spec.name, "has bounds that do not rise");
    const std::vector<double> copy(bounds.begin(), bounds.end());
    const Shape shape{spec, MetricType::histogram, copy, names_of(labels)};
    return *std::get<std::unique_ptr<Histogram>>(state_->metric(shape, labels));
}

std::vector<MetricFamily> Metrics::snapshot() const {
    const std::scoped_lock lock(state_->mutex);
    std::vector<MetricFamily> families;
    families.reserve(state_->families.size());
    for (const auto& [name, family] : state_->families) families.push_back(read(family));
    return families;
}

double Metrics::value(std::string_view name, const Labels& labels) const {
    const std::scoped_lock lock(state_->mutex);
    const auto family = state_->families.find(name);
    if (family == state_->families.end() || family->second.shape.label_names != names_of(labels)) {
        throw std::out_of_range("no metric " + std::string{name} + " with those labels");
    }
    const auto metric = family->second.metrics.find(values_of(labels));
    if (metric == family->second.metrics.end()) {
        throw std::out_of_range("no metric " + std::string{name} + " with those values of labels");
    }
    const MetricSample sample = read(metric->second);
    if (family->second.shape.type != MetricType::histogram) return sample.value;
    return static_cast<double>(
        std::accumulate(sample.buckets.begin(), sample.buckets.end(), std::uint64_t{0}));
}

}  // namespace plexus::inline v1
