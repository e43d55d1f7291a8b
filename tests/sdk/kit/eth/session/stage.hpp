#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include <api/async/task_scope.hpp>
#include <kit/eth/session/base.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_peer.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

#include "fakes.hpp"
#include "protocol_specs.hpp"
#include "things.hpp"

namespace plexus::testing {

/// One eth session: our end is the engine, the other one speaks what the test tells it to.
///
///     Stage stage;
///     stage.host.provide<eth::BlockHandler>(handler);
///     stage.begin<LateEth>();
///     stage.shake_hands();
class Stage {
public:
    enum class Reading : std::uint8_t { always, never };

    explicit Stage(Reading reading = Reading::always, QueueLimits limits = {});
    ~Stage();

    Loop loop;
    TestHost host{loop.executor(), "eth"};
    FakeProfile profile;
    FakeHeads heads;
    FakeEthPool pool{loop};
    std::shared_ptr<FakePeer> peer;
    std::optional<net::Reason> ended;  ///< what the session returned, once it has

    template <class Plugin>
    void begin() {
        begin(host.create<Plugin>());
    }

    /// What the other side must say to be let in.
    eth::Status good_status() const;

    /// How the version lays it out.
    const eth::StatusCodec& codec() const;

    /// Sends a good Status, and takes ours.
    void shake_hands();

    /// A message from the other side; runs what follows from it.
    void send(std::uint64_t code, Bytes payload);

    /// The same, without running anything: more may follow in the same moment.
    void queue(std::uint64_t code, Bytes payload);

    /// The next message that has come from our side, if there is one.
    std::optional<net::Message> next();
    std::size_t unread();

    /// The id of the request that our side sends next.
    std::uint64_t next_request(std::uint64_t code);

    void cut();

    std::shared_ptr<eth::Remote> remote() const { return peer->handle<eth::Remote>(); }
    eth::EthCapability& plugin() { return *plugin_; }

    /// Runs a request in the background.
    template <class T>
    std::shared_ptr<std::optional<Result<T>>> later(awaitable<Result<T>> request) {
        auto outcome = std::make_shared<std::optional<Result<T>>>();
        loop.spawn(keep(std::move(request), outcome));
        loop.settle();
        return outcome;
    }

private:
    template <class T>
    static awaitable<void> keep(awaitable<Result<T>> request,
                                std::shared_ptr<std::optional<Result<T>>> outcome) {
        Result<T> result = co_await std::move(request);
        outcome->emplace(std::move(result));
    }

    void begin(std::unique_ptr<eth::EthCapability> plugin);
    awaitable<void> serve();
    awaitable<void> read();

    std::unique_ptr<FakePipe> ours_;
    std::unique_ptr<FakePipe> theirs_;
    std::unique_ptr<eth::EthCapability> plugin_;
    std::deque<net::Message> receive_queue_;
    Reading reading_;
    std::optional<TaskScope> session_;
    std::optional<TaskScope> reader_;
};

}  // namespace plexus::testing
