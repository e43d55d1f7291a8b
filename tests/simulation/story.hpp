#pragma once

#include <deque>
#include <string>

#include <kit/testing/loop.hpp>

namespace plexus::simulation {

/// What has happened in a run, for a person: one line for each event, with the simulated time.
class Story {
public:
    /// @ownership  the loop outlives it
    explicit Story(const testing::Loop& loop) : loop_(loop) {}

    void tell(std::string event);

    /// The last events, each on a line of its own.
    std::string text() const;

private:
    static constexpr std::size_t most_events = 60;

    const testing::Loop& loop_;
    std::deque<std::string> events_;
};

}  // namespace plexus::simulation
