#pragma once

#include <memory>
#include <streambuf>

#include <kit/testing/loop.hpp>

namespace plexus::simulation {

/// What the nodes log, with the simulated time, on standard output: only if PLEXUS_SIMULATION_LOG
/// is set, because it may be gigabytes. Its lines do not tell which node has written them. What
/// nodes print for a person at a terminal, on standard error, is dropped as well.
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
    std::streambuf* terminal_ = nullptr;  ///< of standard error, while it is dropped
};

}  // namespace plexus::simulation
