#include "weather.hpp"

#include "random.hpp"

namespace plexus::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::minutes step = 10min;

/// One step in so many brings it.
constexpr std::uint64_t crash_in = 4;
constexpr std::uint64_t partition_in = 12;
constexpr std::uint64_t turn_in = 12;

/// Not more than one honest node in so many is down at once.
constexpr std::size_t down_at_most_one_in = 4;

constexpr std::uint64_t longest_down = 6;       ///< steps
constexpr std::uint64_t longest_partition = 4;  ///< steps

std::chrono::minutes draw_steps(std::uint64_t longest) {
    return step * static_cast<std::int64_t>(1 + draw_below(longest));
}

}  // namespace

void Weather::storm(std::chrono::minutes time) {
    const std::chrono::minutes until = passed_ + time;
    while (passed_ < until) {
        bring_back(passed_);
        if (draw_below(crash_in) == 0) crash_one();
        if (draw_below(partition_in) == 0) part();
        if (draw_below(turn_in) == 0) crowd_.turn_a_liar();
        crowd_.live(step);
        passed_ += step;
    }
}

void Weather::calm(std::chrono::minutes time) {
    bring_back(std::chrono::minutes::max());
    crowd_.live(time);
    passed_ += time;
}

void Weather::crash_one() {
    if ((down_until_.size() + 1) * down_at_most_one_in > crowd_.honest_count()) return;
    const std::size_t victim = draw_below(crowd_.honest_count());
    if (!down_until_.emplace(victim, passed_ + draw_steps(longest_down)).second) return;
    crowd_.crash(victim);
    ++crashes_;
}

/// A third or so of the honest nodes on the other side.
void Weather::part() {
    if (parted_until_ != 0min) return;
    parted_until_ = passed_ + draw_steps(longest_partition);
    crowd_.part(draw_below(3));
    ++partitions_;
}

void Weather::bring_back(std::chrono::minutes now) {
    if (parted_until_ != 0min && parted_until_ <= now) {
        crowd_.unite();
        parted_until_ = 0min;
    }
    for (auto down = down_until_.begin(); down != down_until_.end();) {
        if (down->second > now) {
            ++down;
            continue;
        }
        crowd_.start(down->first);
        down = down_until_.erase(down);
    }
}

}  // namespace plexus::simulation
