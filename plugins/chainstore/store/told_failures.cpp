#include "told_failures.hpp"

#include <chrono>
#include <utility>

namespace plexus::chainstore {
namespace {

/// Whoever watches a log sees it within that time.
constexpr std::chrono::hours between_reminders{1};

}  // namespace

std::optional<std::uint64_t> ToldFailures::tell(int cause, SteadyTime now) {
    const std::lock_guard lock{mutex_};
    const bool is_new = cause_ != cause;
    if (!is_new && now - told_at_ < between_reminders) {
        ++passed_over_;
        return std::nullopt;
    }
    cause_ = cause;
    told_at_ = now;
    const std::uint64_t passed_over = std::exchange(passed_over_, 0);
    return is_new ? 0 : passed_over;
}

}  // namespace plexus::chainstore
