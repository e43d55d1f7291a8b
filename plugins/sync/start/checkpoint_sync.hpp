#pragma once

#include <optional>
#include <set>

#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>
#include <kit/eth/client/client.hpp>

#include <plugins/sync/settings.hpp>

namespace plexus::sync {

/// Begins an empty store at the checkpoint: requests the header with its hash from the peers, side
/// by side, and makes it the first block, known by its header alone.
///
/// @thread     the plugin's strand
/// @ownership  outlives its run()
class CheckpointSync {
public:
    /// What becomes of a hash that no peer has, while peers have another block of that number. They
    /// may all be on another chain, or lie.
    enum class Refuted : std::uint8_t { is_said_once, ends_it };

    /// @param services  with a reader and a writer
    CheckpointSync(const Services& services, const Checkpoint& checkpoint, Refuted refuted,
                   Logger& log);

    /// Whether the store is empty, so that it has to begin there. A store with blocks goes on.
    /// @errors throws ConfigError if the store has another block of that number
    awaitable<bool> is_due();

    /// Waits until a peer has the header.
    /// @errors Errc::invalid_data if the block of that number has another hash, as the header shows
    ///         or the peers say: a line in the log has said so
    awaitable<Result<void>> run();

private:
    awaitable<void> look();
    awaitable<Result<void>> begin(eth::CheckedHeader header);
    void compare_all(const eth::Response<eth::Headers>& response);
    awaitable<void> compare(net::PeerPtr peer);
    bool is_refuted();
    ErrorCode refuse(const std::string& why);

    const Services& services_;
    Checkpoint checkpoint_;
    Refuted refuted_;
    Logger& log_;
    Clock& clock_;
    eth::Client client_;
    TaskScope tasks_;
    Result<void> outcome_{};
    std::set<net::NodeId> requested_{};  ///< peers with a request since all were tried
    std::set<net::NodeId> comparing_{};  ///< peers with a request for the block of that number
    /// What a peer without the hash has at that number, and since when one had.
    std::optional<Hash256> other_{};
    SteadyTime other_since_{};
    bool said_ = false;  ///< that no peer has the hash
};

}  // namespace plexus::sync
