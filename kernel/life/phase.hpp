#pragma once

#include <exception>
#include <functional>
#include <string>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>

namespace plexus::kernel {

/// One awaited phase of a plugin's life: start, run or stop. It runs on the plugin's strand, and is
/// begun and waited for on the kernel's. Its scope is never used again: a cancelled scope stays so.
///
/// @thread     the kernel's strand
/// @ownership  once begun, it has finished before it is destroyed
class Phase {
public:
    using Work = std::function<awaitable<void>()>;

    /// The kernel's strand, and what is notified there when a phase has ended.
    struct Kernel {
        Executor strand;
        Event& changed;
        Logger log = make_logger("kernel");
    };

    Phase(const Kernel& kernel, const Executor& plugin_strand, std::string name)
        : kernel_(kernel), scope_(plugin_strand), name_(std::move(name)) {}

    void begin(Work work);
    void cancel() { scope_.cancel(); }

    bool begun() const noexcept { return begun_; }
    bool ended() const noexcept { return ended_; }
    const std::string& name() const noexcept { return name_; }

    /// Waits for the end, if it was begun.
    awaitable<void> finished();

    /// @returns what the phase threw, once
    std::exception_ptr take_failure() { return std::exchange(failure_, nullptr); }

private:
    awaitable<void> watch(Work work);

    Kernel kernel_;
    TaskScope scope_;
    std::string name_;
    bool begun_ = false;
    bool ended_ = false;
    std::exception_ptr failure_;
};

}  // namespace plexus::kernel
