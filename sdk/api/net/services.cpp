// The key functions of the interfaces in this folder: one vtable and one typeinfo for each, here.
#include <api/net/capability.hpp>
#include <api/net/connection_gater.hpp>
#include <api/net/datagram_port.hpp>
#include <api/net/discovery.hpp>
#include <api/net/discovery_query.hpp>
#include <api/net/live_scoring_policy.hpp>
#include <api/net/local_node.hpp>
#include <api/net/peer.hpp>
#include <api/net/peer_pool.hpp>
#include <api/net/protocol_session.hpp>
#include <api/net/scoring_policy.hpp>
#include <api/net/talk.hpp>
#include <api/net/transport.hpp>

namespace plexus::inline v1::net {

IncomingConnection::~IncomingConnection() = default;
Capability::~Capability() = default;
ConnectionGater::~ConnectionGater() = default;
Discovery::~Discovery() = default;
Link::~Link() = default;
DatagramPort::~DatagramPort() = default;
void DatagramPort::note_proof(const asio::ip::address&) {}
void DatagramPort::note_request(const asio::ip::address&, unsigned) {}
LocalNode::~LocalNode() = default;
DiscoveryQuery::~DiscoveryQuery() = default;
Discv4Query::~Discv4Query() = default;
Discv5Query::~Discv5Query() = default;
Peer::~Peer() = default;
PeerPool::~PeerPool() = default;
Pipe::~Pipe() = default;
ProtocolSession::~ProtocolSession() = default;
ScoringPolicy::~ScoringPolicy() = default;
ScoreAction ScoringPolicy::review(PeerRecord&, SteadyTime) noexcept { return ScoreAction::keep; }
LiveScoringPolicy::~LiveScoringPolicy() = default;
Talk::~Talk() = default;
Transport::~Transport() = default;

}  // namespace plexus::inline v1::net
