#pragma once

#include <vector>

#include <kit/discovery/silence.hpp>
#include <kit/enr/record.hpp>

#include <plugins/discv4/state.hpp>

namespace plexus::discv4 {

/// Sends requests to other nodes.
///
/// @thread  the state's strand
/// @errors  all: Errc::timed_out when no response came in time, Errc::overloaded when too much is
///          under way already
class Requests {
public:
    explicit Requests(State& state) : state_{state} {}

    awaitable<Result<Pong>> ping(net::Node node);

    /// Makes both sides hold a proof of the other's endpoint, without which no request is
    /// got a response.
    awaitable<Result<void>> bond(net::Node node);

    /// The nodes nearest to `target` that `node` knows, without those in networks that it must not
    /// point us into.
    awaitable<Result<std::vector<net::Node>>> find_node(net::Node node, net::NodeId target);

    /// @errors also Errc::invalid_data for a record of another node, an older one than we know of,
    ///         or one without a port
    awaitable<Result<enr::Record>> record(net::Node node);

    /// What warns when no node responds.
    discovery::Silence& silence() noexcept { return silence_; }

private:
    /// Sends a request and waits for its reply.
    awaitable<Result<std::vector<Packet>>> send_request(net::Node node, Packet request,
                                                        PacketType response);
    awaitable<void> until_it_knows_us(net::Node node);
    void note_outcome(const net::Node& node, bool responded);
    std::vector<net::Node> usable(const std::vector<Packet>& packets, const net::Node& teller);

    State& state_;
    discovery::Silence silence_;
};

}  // namespace plexus::discv4
