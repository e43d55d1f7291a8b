#include "method_index.hpp"

#include <set>

namespace plexus::jsonrpc {

std::string_view space_of(std::string_view method) {
    const std::size_t end = method.find('_');
    return end == std::string_view::npos ? std::string_view() : method.substr(0, end);
}

void MethodIndex::start() {
    fill();
    changes_ = host_.watch<rpc::MethodProvider>(
        [this](const Lease<rpc::MethodProvider>&, ServiceChange) { fill(); });
}

void MethodIndex::fill() {
    methods_.clear();
    const Leases<rpc::MethodProvider> providers = host_.every<rpc::MethodProvider>();
    for (std::size_t i = 0; i < providers.size(); ++i) {
        const Lease<rpc::MethodProvider> provider = providers.lease(i);
        for (std::string& method : provider->methods()) {
            methods_.emplace(std::move(method), provider);
        }
    }
}

Lease<rpc::MethodProvider> MethodIndex::find(const std::string& method) const {
    const auto found = methods_.find(method);
    return found == methods_.end() ? nullptr : found->second.lock();
}

std::vector<std::string> MethodIndex::spaces() const {
    std::set<std::string> spaces;
    for (const auto& [method, provider] : methods_) spaces.emplace(space_of(method));
    return {spaces.begin(), spaces.end()};
}

}  // namespace plexus::jsonrpc
