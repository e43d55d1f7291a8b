#include "silence.hpp"

namespace plexus::discovery {

void Silence::tell(Logger& log, SteadyTime now, std::size_t table, std::size_t first_nodes,
                   const char* question) {
    if (table != 0 || unanswered_ < worth_a_line) return;
    if (told_ && now - *told_ < period) return;
    told_ = now;
    PLEXUS_LOG(log, warn) << "no node responds to discovery" << kv("check", question)
                          << kv("requests", unanswered_) << kv("first_nodes", first_nodes);
}

}  // namespace plexus::discovery
