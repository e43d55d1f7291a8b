#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include <api/async/task_scope.hpp>
#include <bsc/remote.hpp>
#include <bsc/vote_handler.hpp>
#include <kit/testing/fake_peer.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

#include <tests/plugins/bsc/protocol/things.hpp>

namespace plexus::testing {

/// One bsc session: our end is the plugin's, the other one says what the test tells it to.
class Line {
public:
    enum class Reading : std::uint8_t { always, never };

    Line(Loop& loop, net::Capability& capability, std::uint16_t number, Reading reading);
    ~Line();

    std::shared_ptr<FakePeer> peer;
    std::optional<net::Reason> ended;  ///< what the session returned, once it has

    /// eth has shaken hands.
    void base();

    /// A message from the other side; runs what follows from it.
    void send(std::uint64_t code, Bytes payload);

    /// The next message that has come from our side, if there is one.
    std::optional<net::Message> next();

    /// Passes over the cap packet, which comes first.
    void handshake();

    /// The id of the request that our side sends next.
    std::uint64_t next_request();

    std::shared_ptr<bsc::Remote> remote() const { return peer->handle<bsc::Remote>(); }
    std::size_t reported(net::PeerEvent event) const;

private:
    awaitable<void> serve(net::Capability& capability);
    awaitable<void> read();

    Loop& loop_;
    std::unique_ptr<FakePipe> ours_;
    std::unique_ptr<FakePipe> theirs_;
    std::deque<net::Message> receive_queue_;
    std::optional<TaskScope> session_;
    std::optional<TaskScope> reader_;
};

/// Notes the votes it is told of, and then does what a test wants.
class FakeVoteHandler final : public bsc::VoteHandler {
public:
    using React = std::function<awaitable<eth::ValidationResult>()>;

    eth::ValidationResult validation = eth::ValidationResult::accept;
    React react{};  ///< none: the validation result above
    std::vector<bsc::Vote> votes{};
    std::size_t calls = 0;

    awaitable<eth::ValidationResult> on_votes(const eth::Origin&,
                                              std::span<const bsc::Vote> items) override {
        ++calls;
        votes.insert(votes.end(), items.begin(), items.end());
        if (react) co_return co_await react();
        co_return validation;
    }
};

/// The bsc plugin with any number of peers.
class Stage {
public:
    ~Stage();

    Loop loop;
    TestHost host{loop.executor(), "bsc"};

    /// Connects a peer; the first call makes the plugin.
    Line& connect(std::uint32_t version = 2, Line::Reading reading = Line::Reading::always);

    /// One that has shaken hands, and whose cap packet is out of the way.
    Line& join(std::uint32_t version = 2);

    /// Ends the connection.
    void part(const Line& line);

    double metric(std::string_view name, const Labels& labels = {}) {
        return host.metrics().value(name, labels);
    }
    double handler_failures(const char* reason) {
        return metric("plexus_handler_failures_total", {{"plugin", "bsc"}, {"reason", reason}});
    }

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

    std::unique_ptr<Plugin> plugin_;
    std::vector<std::unique_ptr<Line>> lines_;
    std::uint16_t joined_ = 0;
};

}  // namespace plexus::testing
