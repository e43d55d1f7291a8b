#include "pending_connections.hpp"

#include <exception>

#include <api/async/call_on.hpp>

namespace plexus::peers {

awaitable<void> PendingConnections::host(Executor strand, std::string name, awaitable<void> talk,
                                         Hosted* hosted) {
    if (cancelled_) co_return;
    TaskScope scope(strand);
    const auto place = hosted_.insert(hosted_.end(), &scope);
    if (hosted != nullptr) *hosted = &scope;
    scope.spawn(name, std::move(talk));
    try {
        // Shielded: the connection ends by its scope, see cancel(), and leaves the list only then.
        co_await await_shielded_on(strand, scope.join());
    } catch (const std::exception& problem) {
        PLEXUS_LOG(log_, warn) << "a connection failed" << kv("task", name)
                               << kv("error", problem.what());
    }
    if (hosted != nullptr) *hosted = nullptr;
    hosted_.erase(place);
}

void PendingConnections::cancel() {
    cancelled_ = true;
    for (TaskScope* scope : hosted_) scope->cancel();
}

}  // namespace plexus::peers
