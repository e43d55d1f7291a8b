#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <unordered_map>

#include "batch.hpp"
#include "seen_hashes.hpp"

namespace plexus::stream {

/// Which RLP bodies go into the stream.
enum class Bodies : std::uint8_t {
    first,  ///< of what this node had not seen before
    all,    ///< of everything, as often as it comes
    none,
};

/// A batch is closed at the first of these bounds. One message of a peer is never split. A message
/// that is larger by itself is a batch of its own: if no broker takes it, no other peer's sightings
/// are lost with it.
inline constexpr std::size_t batch_bytes = 64 * 1024;
/// Likewise.
inline constexpr std::size_t batch_records = 256;
/// A client calls itself what it likes, up to 2 KiB.
inline constexpr std::size_t longest_client = 128;
/// Facts of peers that are remembered; more are made anew at each record.
inline constexpr std::size_t remembered_peers = 4096;

/// Gathers records into batches, one open batch for each kind.
///
/// @thread  any. A call holds a lock for as long as it copies the record's columns, and never waits
///          for a sink.
class Collector {
public:
    /// Takes a closed batch. It is called with the lock held, so that batches come in the order of
    /// their sequence, and must not wait.
    using Deliver = std::function<void(BatchPtr)>;

    Collector(IdentityPtr identity, Bodies bodies, Deliver deliver);

    /// Gives the RLP of one thing in a record; called before add() returns.
    using Body = std::function<Bytes(std::size_t index)>;

    /// Adds a record; its `peer`, `first` and `bodies` are set here.
    /// @param body  none: there are no bodies
    void add(Kind kind, const net::Peer& peer, Record record, const Body& body = {});

    /// Forgets the facts of a peer that left.
    void forget(const net::NodeId& peer);

    /// Closes all open batches.
    void flush();

private:
    struct Open {
        std::shared_ptr<Batch> batch{};
        std::uint64_t last_sequence = 0;
    };

    PeerFactsPtr facts_of(const net::Peer& peer);
    void mark_first(Kind kind, Record& record);
    void add_bodies(Record& record, const Body& body) const;
    Batch& begun(Kind kind, Open& open);
    void close(Open& open);

    IdentityPtr identity_;
    Bodies bodies_;
    Deliver deliver_;

    std::mutex mutex_;
    SeenHashes seen_;
    std::unordered_map<net::NodeId, PeerFactsPtr> facts_;
    std::array<Open, kind_count> open_{};
};

/// What a batch says of a peer.
PeerFacts facts_of(const net::Peer& peer);

}  // namespace plexus::stream
