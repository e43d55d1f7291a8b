#pragma once

#include <optional>

#include <api/plugin/runtime.hpp>

#include "loop.hpp"

namespace plexus::testing {

/// A Runtime that is one loop: blocking work runs in it too, so that every run is alike.
class FakeRuntime final : public Runtime {
public:
    /// @param loop  of both executors
    explicit FakeRuntime(Loop& loop) : loop_(loop) {}

    Executor executor() override { return loop_.executor(); }
    Executor blocking() override { return loop_.executor(); }
    void request_stop(int exit_code) override {
        if (!stop_) stop_ = exit_code;
    }

    /// The exit code of the first request_stop().
    std::optional<int> stop_requested() const noexcept { return stop_; }

private:
    Loop& loop_;
    std::optional<int> stop_;
};

}  // namespace plexus::testing
