#pragma once

#include <algorithm>
#include <boost/asio/post.hpp>
#include <stdexcept>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/capability.hpp>
#include <api/net/protocol_session.hpp>

namespace plexus::peers::test {

/// The response to code 0 is code 1 with the same payload; responses are kept.
class EchoCapability final : public net::Capability {
public:
    explicit EchoCapability(net::CapabilityInfo info = {"echo", 1, 2, 1000}) : info_(info) {}

    net::CapabilityInfo info() const override { return info_; }

    awaitable<net::Reason> serve(net::ProtocolSessionPtr session, net::Pipe& pipe) override {
        ++served;
        Open open(*this, pipe, session);
        while (true) {
            if (pause != Duration{}) co_await sleep_for(pause);
            if (fails) throw std::runtime_error("the capability is broken");
            const Result<net::Message> message = co_await pipe.receive();
            if (!message) co_return net::Reason::requested;
            if (message->code == 0) {
                const BytesView payload = message->payload;
                const Result<void> sent = pipe.post(
                    net::make_message(1, Bytes(payload.begin(), payload.end())), priority);
                if (!sent) session->report(net::PeerEvent::timed_out);
            } else {
                ++responses;
            }
        }
    }

    /// Sends requests to the peers of all running sessions, each on its strand: the loop must turn.
    void request_all(std::size_t size = 4) {
        for (std::size_t i = 0; i < pipes.size(); ++i) {
            asio::post(sessions[i]->peer()->strand(), [this, pipe = pipes[i], size] {
                if (std::ranges::find(pipes, pipe) == pipes.end()) return;
                posted = pipe->post(net::make_message(0, Bytes(size)), priority);
            });
        }
    }

    int served = 0;
    int responses = 0;
    bool fails = false;
    Duration pause{};
    net::Priority priority = net::Priority::control;
    Result<void> posted{};
    std::vector<net::Pipe*> pipes{};
    std::vector<net::ProtocolSessionPtr> sessions{};

private:
    struct Open {
        Open(EchoCapability& its, net::Pipe& its_pipe, net::ProtocolSessionPtr its_session)
            : owner(its), pipe(its_pipe), session(std::move(its_session)) {
            owner.pipes.push_back(&pipe);
            owner.sessions.push_back(session);
        }
        ~Open() {
            std::erase(owner.pipes, &pipe);
            std::erase(owner.sessions, session);
        }
        Open(const Open&) = delete;
        Open& operator=(const Open&) = delete;

        EchoCapability& owner;
        net::Pipe& pipe;
        net::ProtocolSessionPtr session;
    };

    net::CapabilityInfo info_;
};

}  // namespace plexus::peers::test
