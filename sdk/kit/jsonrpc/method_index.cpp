#include "method_index.hpp"

#include <array>
#include <set>

#include <api/async/strand.hpp>
#include <kit/handlers/exception_text.hpp>

namespace plexus::jsonrpc {
namespace {

/// Seconds: a response from memory takes microseconds, a search of the chain up to half a minute.
constexpr std::array buckets{0.0001, 0.001, 0.01, 0.1, 1., 10.};

/// Methods that are measured by name. Plugins provide about a hundred; a family of metrics has room
/// for Metrics::max_series.
constexpr std::size_t most_measured = 400;

}  // namespace

std::string_view space_of(std::string_view method) {
    const std::size_t end = method.find('_');
    return end == std::string_view::npos ? std::string_view() : method.substr(0, end);
}

void MethodIndex::start() {
    PLEXUS_ON_STRAND(host_.strand());
    fill();
    changes_ = host_.watch<rpc::MethodProvider>(
        [this](const Lease<rpc::MethodProvider>&, ServiceChange) { fill(); });
}

void MethodIndex::fill() {
    methods_.clear();
    const Leases<rpc::MethodProvider> providers = host_.every<rpc::MethodProvider>();
    for (std::size_t i = 0; i < providers.size(); ++i) {
        const Lease<rpc::MethodProvider> provider = providers.lease(i);
        for (std::string& method : methods_of(*provider)) {
            Histogram* const durations = durations_of(method);
            methods_.emplace(std::move(method), Entry{provider, durations});
        }
    }
}

/// A plugin that fails to tell them is a plugin without methods, and no end of the node.
std::vector<std::string> MethodIndex::methods_of(const rpc::MethodProvider& provider) {
    try {
        return provider.methods();
    } catch (...) {  // whatever another plugin throws
        PLEXUS_LOG(log_, error) << "a plugin fails to name its methods"
                                << kv("error", handlers::text_of(std::current_exception()));
        return {};
    }
}

/// The names are those that plugins provide, never what a client sends.
Histogram* MethodIndex::durations_of(const std::string& method) {
    if (measured_.size() >= most_measured && !measured_.contains(method)) return nullptr;
    measured_.insert(method);
    return &host_.metrics().histogram(
        {"plexus_rpc_request_duration_seconds", "Time for a call of a method", MetricUnit::seconds},
        buckets, {{"method", method}});
}

MethodIndex::Method MethodIndex::find(const std::string& method) const {
    const auto found = methods_.find(method);
    if (found == methods_.end()) return {};
    return {found->second.provider.lock(), found->second.durations};
}

std::vector<std::string> MethodIndex::spaces() const {
    std::set<std::string> spaces;
    for (const auto& [method, entry] : methods_) spaces.emplace(space_of(method));
    return {spaces.begin(), spaces.end()};
}

}  // namespace plexus::jsonrpc
