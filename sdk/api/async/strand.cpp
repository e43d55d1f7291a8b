#include "strand.hpp"

namespace plexus::inline v1 {

bool runs_on(const Executor& executor) noexcept {
    const auto* const strand = executor.target<asio::strand<Executor>>();
    return strand == nullptr || strand->running_in_this_thread();
}

}  // namespace plexus::inline v1
