#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

/// A number that the node counts or measures.
///
/// @thread  any; relaxed, so never to be used for synchronisation
class Metric {
public:
    void add(std::int64_t amount = 1) noexcept {
        value_.fetch_add(amount, std::memory_order_relaxed);
    }
    void set(std::int64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

/// All metrics of the node, by name ("rlpx.frames_refused"). Provided by the kernel.
///
/// @thread     any
/// @ownership  the registry owns every metric; references live as long as the node
class PLEXUS_API Metrics {
public:
    struct Sample {
        std::string name;
        std::int64_t value;
    };

    virtual ~Metrics();

    /// @returns the metric of that name, made on the first call. Look it up once and keep it: names
    ///          never come from a peer.
    virtual Metric& metric(std::string_view name) = 0;

    /// All metrics, ordered by name.
    virtual std::vector<Sample> snapshot() const = 0;
};

}  // namespace plexus::inline v1
