#pragma once

#include <memory>

#include <kit/testing/loop.hpp>

namespace plexus::simulation {

/// What the nodes log, with the simulated time, on standard output: only if PLEXUS_SIMULATION_LOG
/// is set, because it may be gigabytes. Its lines do not tell which node has written them.
///
/// @ownership  the loop outlives it
class RunLog {
public:
    explicit RunLog(testing::Loop& loop);
    ~RunLog();
    RunLog(const RunLog&) = delete;
    RunLog& operator=(const RunLog&) = delete;

private:
    struct Sink;
    std::unique_ptr<Sink> sink_;
};

}  // namespace plexus::simulation
