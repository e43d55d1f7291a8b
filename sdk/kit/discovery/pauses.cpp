#include "pauses.hpp"

#include <kit/crypto/random.hpp>

namespace plexus::discovery {

Duration random_up_to(Duration limit) {
    const auto range = static_cast<std::uint64_t>(limit.count()) + 1;
    return Duration{static_cast<Duration::rep>(crypto::random_u64() % range)};
}

Duration refresh_pause(Duration interval) { return interval / 2 + random_up_to(interval / 2); }

}  // namespace plexus::discovery
