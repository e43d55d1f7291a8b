#pragma once

#include <api/async/clock.hpp>
#include <api/async/within.hpp>
#include <api/net/capability.hpp>
#include <api/net/protocol_session.hpp>

namespace plexus::simulation {

/// A protocol in which useful nodes say something new from time to time, and others nothing.
class SmallTalk final : public net::Capability {
public:
    explicit SmallTalk(bool useful) : useful_(useful) {}

    net::CapabilityInfo info() const override { return {"talk", 1, 1, 16}; }

    awaitable<net::Reason> serve(net::ProtocolSessionPtr session, net::Pipe& pipe) override {
        Clock& clock = Clock::of(co_await asio::this_coro::executor);
        SteadyTime next = clock.now() + interval;
        while (true) {
            const Result<net::Message> message =
                co_await within(next - clock.now(), pipe.receive());
            if (message) {
                session->report(net::PeerEvent::useful_gossip);
            } else if (message.error() == Errc::timed_out) {
                if (useful_) speak(pipe);
                next += interval;
            } else {
                co_return net::Reason::requested;
            }
        }
    }

private:
    static constexpr std::chrono::seconds interval{20};

    static void speak(net::Pipe& pipe) {
        (void)pipe.post(net::make_message(0, Bytes(1)), net::Priority::gossip);
    }

    bool useful_;
};

}  // namespace plexus::simulation
