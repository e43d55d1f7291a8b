#include "story.hpp"

#include <iomanip>
#include <sstream>

namespace plexus::simulation {

void Story::tell(std::string event) {
    const auto seconds = loop_.elapsed() / std::chrono::seconds{1};
    std::ostringstream line;
    line << "  day " << seconds / 86'400 << ' ' << std::setfill('0') << std::setw(2)
         << seconds / 3600 % 24 << ':' << std::setw(2) << seconds / 60 % 60 << ':' << std::setw(2)
         << seconds % 60 << "  " << event << '\n';
    events_.push_back(std::move(line).str());
    if (events_.size() > most_events) events_.pop_front();
}

std::string Story::text() const {
    std::string text;
    for (const std::string& event : events_) text += event;
    return text;
}

}  // namespace plexus::simulation
