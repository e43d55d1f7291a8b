#pragma once

#include <functional>
#include <list>
#include <vector>

#include <api/async/event.hpp>
#include <api/net/datagram_port.hpp>
#include <api/plugin/metrics.hpp>
#include <kit/discovery/silence.hpp>

#include <plugins/discv5/parameters.hpp>
#include <plugins/discv5/session/codec.hpp>
#include <plugins/discv5/wire/message.hpp>

namespace plexus::discv5 {

/// Sends requests to other nodes and waits for their responses; completes handshakes on the way.
///
/// @thread  one strand
/// @errors  all requests: Errc::timed_out without a response; Errc::overloaded when too much is
///          under way; the errors of DatagramPort::send
class Requests {
public:
    /// Requests that wait at a time.
    static constexpr std::size_t capacity = 256;
    /// Packets of one response that are taken.
    static constexpr std::size_t max_packets = 5;

    Requests(const Executor& executor, net::DatagramPort& port, net::LocalNode& self, Codec& codec,
             const Parameters& parameters, Metrics& metrics);

    awaitable<Result<Pong>> ping(net::Node node);

    /// Requests nodes at these distances from `node`. What does not fit is left out: records that
    /// are damaged, of another distance, or of an address that `node` must not point us to.
    awaitable<Result<std::vector<net::Node>>> find_node(net::Node node,
                                                        std::vector<unsigned> distances);

    /// Requests the node's own record.
    awaitable<Result<net::Node>> record(net::Node node);

    /// What warns when no node responds.
    discovery::Silence& silence() noexcept { return silence_; }

    awaitable<Result<Bytes>> talk(net::Node node, Bytes protocol, Bytes request);

    /// Takes a response.
    /// @returns false if nothing waits for it
    bool deliver(const Contact& from, const Message& message);

    /// Responds to a WHOAREYOU with a handshake, if it names a packet of ours.
    void challenged(const boost::asio::ip::udp::endpoint& by, const Codec::Challenged& challenge);

    /// Sends a response within a session.
    void respond(const Contact& to, const Message& message, const asio::ip::address& from);

private:
    struct Call {
        net::Node node{};
        Contact to{};
        Message request{};
        std::size_t response_type = 0;  ///< index in Message
        Nonce nonce{};
        bool readable = false;     ///< the last packet was sealed with a session
        bool shook_hands = false;  ///< one handshake for each request
        std::vector<Message> responses{};
        std::size_t expected = 1;
        Event changed;
    };
    class Listed;

    awaitable<Result<std::vector<Message>>> call(net::Node node, Message request);
    static awaitable<void> complete(Call& call);
    Result<void> send(Call& call);
    void send_waiting(const Contact& to);
    bool may_use(const net::Node& node, const net::Node& teller,
                 const std::vector<unsigned>& distances) const;
    SteadyTime now() const { return clock_.now(); }

    Executor executor_;
    Clock& clock_;
    net::DatagramPort& port_;
    net::LocalNode& self_;
    Codec& codec_;
    const Parameters& parameters_;
    std::list<Call*> calls_;
    discovery::Silence silence_;
    Counter& sent_;
};

}  // namespace plexus::discv5
