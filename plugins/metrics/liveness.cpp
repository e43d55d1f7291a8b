#include "liveness.hpp"

#include <boost/asio/post.hpp>
#include <memory>

#include <api/async/event.hpp>
#include <api/async/within.hpp>

namespace plexus::metrics {
namespace {

using namespace std::chrono_literals;

constexpr Duration turn_limit = 5s;

/// A turn of another loop. It may come after the one who waits has given up.
struct Turn {
    explicit Turn(const Executor& strand) : event(strand) {}

    Event event;
    bool done = false;
};

awaitable<void> until_done(std::shared_ptr<Turn> turn) {
    while (!turn->done) co_await turn->event.wait();
}

}  // namespace

awaitable<bool> peers_loop_turns(Runtime& runtime) {
    const Executor strand = co_await asio::this_coro::executor;
    const auto turn = std::make_shared<Turn>(strand);
    asio::post(runtime.executor(), [strand, turn] {
        asio::post(strand, [turn] {
            turn->done = true;
            turn->event.notify();
        });
    });
    auto done = until_done(turn);
    co_await within(turn_limit, std::move(done));
    co_return turn->done;
}

}  // namespace plexus::metrics
