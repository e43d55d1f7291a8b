#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

/// The unit of a metric, which its name ends with. Prometheus wants base units only.
enum class MetricUnit : std::uint8_t { none, seconds, bytes };

/// What the value of a metric means.
enum class MetricType : std::uint8_t { counter, gauge, histogram };

/// What a family of metrics measures.
///
/// @spec Prometheus, "Metric and label naming": snake_case; the unit at the end of the name; a
///       counter's name ends in `_total`, after the unit
struct MetricSpec {
    std::string name;  ///< "plexus_rlpx_received_bytes_total"; a prefix per program, then plugin
    std::string help;  ///< one sentence for the readers of a dashboard
    MetricUnit unit = MetricUnit::none;  ///< as at the end of the name
};

/// One label of a metric. The values come from a list that is fixed when the plugin is written:
/// names of messages, directions, reasons. Never what a peer sends, nor its id or address.
struct Label {
    std::string name;   ///< snake_case; fixed when the plugin is written
    std::string value;  ///< any text, from a short fixed list

    bool operator==(const Label&) const = default;
};

/// In the same order at each registration of a family.
using Labels = std::vector<Label>;

/// A number that only grows.
///
/// @thread  any; relaxed, so never to be used for synchronisation
class Counter {
public:
    /// Adds to the count.
    void add(std::uint64_t amount = 1) noexcept {
        value_.fetch_add(amount, std::memory_order_relaxed);
    }
    /// The count so far.
    std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// A number that rises and falls. Exact for integers up to 2^53.
///
/// @thread  any; relaxed, so never to be used for synchronisation
class Gauge {
public:
    /// Replaces the value.
    template <class Number>
        requires std::is_arithmetic_v<Number>
    void set(Number value) noexcept {
        value_.store(static_cast<double>(value), std::memory_order_relaxed);
    }
    /// Adds to the value; a negative amount lowers it.
    void add(double amount = 1) noexcept { value_.fetch_add(amount, std::memory_order_relaxed); }
    /// The value now.
    double value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_{0};
};

/// How measured values are distributed over buckets with fixed bounds.
///
/// @thread  any; relaxed: a snapshot taken meanwhile may have one value more in a bucket than in
///          the sum
class PLEXUS_API Histogram {
public:
    /// @param bounds  the largest value of each bucket, rising; one more bucket takes all above
    explicit Histogram(std::span<const double> bounds);

    /// Counts a value in its bucket, and adds it to the sum.
    void observe(double value) noexcept;

    /// Observes a duration, in seconds.
    void observe(std::chrono::duration<double> took) noexcept { observe(took.count()); }

    /// The upper bounds of the buckets, as given to the constructor.
    std::span<const double> bounds() const noexcept { return bounds_; }

    /// @returns the values in each bucket alone; one more than there are bounds
    std::vector<std::uint64_t> counts() const;
    /// The sum of all observed values.
    double sum() const noexcept { return sum_.load(std::memory_order_relaxed); }

private:
    std::vector<double> bounds_;
    std::vector<std::atomic<std::uint64_t>> counts_;
    std::atomic<double> sum_{0};
};

/// One metric of a family as it stood when it was read.
struct MetricSample {
    Labels labels;                       ///< in the order of their registration
    double value = 0;                    ///< a counter's or gauge's; the sum of a histogram
    std::vector<std::uint64_t> buckets;  ///< of a histogram, each alone; else empty
};

/// All metrics of one name.
struct MetricFamily {
    MetricSpec spec;                        ///< as it was registered
    MetricType type = MetricType::counter;  ///< the same for all samples
    std::vector<double> bounds;             ///< of a histogram
    std::vector<MetricSample> samples;      ///< ordered by the values of their labels
};

/// All metrics of the node. A plugin registers each metric once, in its constructor, and keeps the
/// reference: updates take no lock. What is registered shows at once, with the value 0, so that a
/// rate can be computed from the first event on.
///
/// A family of several metrics is registered metric by metric, with the same specification and the
/// same names of labels. Several plugins may share a family (`plexus_handler_failures_total`).
///
/// The metrics of a plugin that left the node stay, and it gets them again when it rejoins: a
/// counter never falls. Set a gauge to 0 in `stop()` if its value would be wrong from then on.
///
/// @thread     any
/// @ownership  this owns every metric; references live as long as the node
/// @errors     std::logic_error, with a sentence, for a name that breaks the rules of MetricSpec
///             or Label, for a second registration of a name with another type, help, unit, bounds
///             or names of labels, and for more than `max_series` metrics in a family
class PLEXUS_API Metrics {
public:
    /// As many metrics as one family may have. More means that a label's values are no closed list.
    static constexpr std::size_t max_series = 500;

    /// Called by the node, once.
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// @returns the one metric of that name and those labels, made on the first call
    Counter& counter(const MetricSpec& spec, const Labels& labels = {});
    /// As counter(), for a gauge.
    Gauge& gauge(const MetricSpec& spec, const Labels& labels = {});
    /// As counter(), for a histogram.
    /// @param bounds  as in Histogram; the same at each registration
    Histogram& histogram(const MetricSpec& spec, std::span<const double> bounds,
                         const Labels& labels = {});

    /// All families, ordered by name, for an exporter.
    std::vector<MetricFamily> snapshot() const;

    /// One value, for a program that embeds the node and for tests.
    /// @returns the value of a counter or gauge, or how many values a histogram has observed
    /// @errors  std::out_of_range, with the name, if it is not registered
    double value(std::string_view name, const Labels& labels = {}) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace plexus::inline v1
