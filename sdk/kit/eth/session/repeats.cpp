#include "repeats.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

namespace plexus::inline v1::eth {

bool Repeats::has_sent(std::uint64_t message_code, BytesView payload) {
    if (payload.size() < least_bytes) return false;
    // A collision would only cost a peer one of its own messages.
    const std::uint64_t mark = std::hash<std::string_view>{}(text_of(payload)) ^ message_code;
    if (std::ranges::find(last_, mark) != last_.end()) return true;
    last_[next_] = mark;
    next_ = (next_ + 1) % remembered;
    return false;
}

bool Repeats::tolerates(std::size_t bytes, SteadyTime now) {
    return waste_.take(now, static_cast<double>(bytes));
}

}  // namespace plexus::inline v1::eth
