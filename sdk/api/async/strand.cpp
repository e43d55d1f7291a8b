#include "strand.hpp"

#include <boost/asio/io_context.hpp>

#include <api/async/new_strand.hpp>

namespace plexus::inline v1 {
namespace {

using LoopExecutor = asio::io_context::executor_type;

template <class Inner>
bool is_elsewhere(const Executor& executor) noexcept {
    const auto* const strand = executor.target<asio::strand<Inner>>();
    return strand != nullptr && !strand->running_in_this_thread();
}

}  // namespace

Executor new_strand(const Executor& loop) {
    const auto* const known = loop.target<LoopExecutor>();
    if (known == nullptr) return asio::make_strand(loop);
    return asio::make_strand(*known);
}

bool runs_on(const Executor& executor) noexcept {
    return !is_elsewhere<LoopExecutor>(executor) && !is_elsewhere<Executor>(executor);
}

}  // namespace plexus::inline v1
