#pragma once

#include <functional>
#include <memory>
#include <string>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>

#include "dispatcher.hpp"

namespace plexus::jsonrpc {

/// The calls of one connection that are served at the same time: a search of logs does not hold up
/// the calls after it, whose responses then overtake its own. A batch is served alone, because its
/// response has to leave before the notifications of what it subscribes to.
///
/// @thread     the dispatcher's strand
/// @ownership  shared with the calls, which may outlive the connection's coroutine when the node
///             stops
class Calls : public std::enable_shared_from_this<Calls> {
public:
    /// More than that wait for one that is done. Ours.
    static constexpr std::size_t most = 32;

    /// @param tasks       its owner joins them before the dispatcher goes
    /// @param subscriber  may be null
    /// @param send        queues a response; keeps alive what it needs
    Calls(TaskScope& tasks, Dispatcher& dispatcher, std::shared_ptr<Subscriber> subscriber,
          std::function<void(std::string text)> send)
        : tasks_(tasks),
          dispatcher_(dispatcher),
          subscriber_(std::move(subscriber)),
          send_(std::move(send)),
          ended_(tasks.executor()) {}

    /// Begins to serve a text, once there is room.
    /// @returns false, after its response: what follows it in the stream cannot be trusted
    awaitable<bool> take(std::string text);
    /// Waits until all are served.
    awaitable<void> finish() { return fewer_than(1); }
    /// Whether one is being served.
    bool busy() const noexcept { return running_ > 0; }

private:
    static awaitable<void> serve(std::shared_ptr<Calls> self, Request request);
    awaitable<void> respond(Request request);
    awaitable<void> fewer_than(std::size_t count);

    TaskScope& tasks_;
    Dispatcher& dispatcher_;
    std::shared_ptr<Subscriber> subscriber_;
    std::function<void(std::string text)> send_;
    std::size_t running_ = 0;
    Event ended_;
};

}  // namespace plexus::jsonrpc
