#include "silence.hpp"

namespace plexus::discovery {

void Silence::tell(Logger& log, SteadyTime now, std::size_t table, std::size_t first_nodes,
                   const char* check) {
    if (table != 0 || without_response_ < worth_a_line) return;
    if (told_ && now - *told_ < period) return;
    told_ = now;
    PLEXUS_LOG(log, warn) << "no node responds to discovery" << kv("check", check)
                          << kv("requests", without_response_) << kv("first_nodes", first_nodes);
}

}  // namespace plexus::discovery
