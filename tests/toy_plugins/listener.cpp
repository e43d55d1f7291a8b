// Requires toy.voice, and says so on standard output at every step of its life.
#include <array>
#include <iostream>

#include <api/async/task_scope.hpp>
#include <api/plugin/export.hpp>

#include "voice.hpp"

namespace {

using namespace plexus;

class Listener final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array needs{one<toy::Voice>, all<toy::Voice>};

    explicit Listener(Host& host) : host_(host), voice_(host.get<toy::Voice>()) { tell("made"); }
    ~Listener() override { tell("destroyed"); }

    awaitable<void> start() override {
        tell("started with " + std::to_string(host_.every<toy::Voice>().size()));
        co_return;
    }

    awaitable<void> run() override {
        tell("runs");
        TaskScope scope(host_.strand());
        co_await scope.serve();
    }

    awaitable<void> stop() override {
        tell("stopped");
        co_return;
    }

private:
    void tell(const std::string& word) { std::cout << voice_.say(word) << std::endl; }

    Host& host_;
    toy::Voice& voice_;
};

}  // namespace

PLEXUS_PLUGIN(Listener, "listener", "1.0.0", "a toy that listens");
