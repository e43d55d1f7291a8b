// Misbehaves at the step that its option names.
#include <array>
#include <condition_variable>
#include <iostream>
#include <mutex>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/plugin/export.hpp>

#include "voice.hpp"

namespace {

using namespace plexus;

class Trouble final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array<Need, 0> needs{};

    static constexpr Option<std::string> at{
        .name = "at",
        .fallback = "nothing",
        .help = "when to misbehave",
        .choices = {"nothing", "constructor", "lookup", "start", "config", "run", "run-later",
                    "stop", "hang", "block", "exit", "exit-and-hang"}};
    static constexpr OptionList options{at};

    explicit Trouble(Host& host) : host_(host), at_(host[at]) {
        fail_if("constructor");
        if (at_ == "lookup") host.get<toy::Voice>();
    }

    awaitable<void> start() override {
        fail_if("start");
        if (at_ == "config")
            throw ConfigError("port 1 is taken; choose another with --trouble.port");
        co_return;
    }

    awaitable<void> run() override {
        fail_if("run");
        if (at_ == "run-later") {
            co_await asio::post(host_.strand(), asio::use_awaitable);
            fail_if("run-later");
        }
        if (at_.ends_with("hang")) co_await hang();
        if (at_ == "exit") host_.runtime().request_stop(7);
        if (at_ == "block") block();
        TaskScope scope(host_.strand());
        co_await scope.serve();
    }

    awaitable<void> stop() override {
        fail_if("stop");
        co_return;
    }

private:
    void fail_if(const char* step) const {
        if (at_ == step) throw std::runtime_error(std::string("trouble at ") + step);
    }

    /// From now on it does not stop. Other plugins run on other threads, so that they run says
    /// nothing of this one.
    static void tell_stuck() { std::cout << "stuck" << std::endl; }

    /// Deaf to its cancellation.
    awaitable<void> hang() {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        tell_stuck();
        if (at_ == "exit-and-hang") host_.runtime().request_stop(0);
        Event never(host_.strand());
        co_await never.wait();
    }

    /// Keeps its thread for good.
    static void block() {
        tell_stuck();
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable never;
        never.wait(lock, [] { return false; });
    }

    Host& host_;
    std::string at_;
};

}  // namespace

PLEXUS_PLUGIN(Trouble, "trouble", "1.0.0", "a toy that misbehaves");
