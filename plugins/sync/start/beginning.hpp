#pragma once

#include <optional>
#include <set>

#include <api/core/log.hpp>
#include <kit/eth/client/client.hpp>

#include <plugins/sync/settings.hpp>

namespace plexus::sync {

/// Begins an empty store at the checkpoint: asks one peer after the other for the header with its
/// hash, and makes it the first block, known by its header alone.
///
/// @thread the plugin's strand
class Beginning {
public:
    /// @param services  with a reader and a writer
    Beginning(const Services& services, const Checkpoint& checkpoint, Logger& log);

    /// Whether the store is empty, so that it has to begin there. One that has blocks goes on.
    /// @errors throws ConfigError if the store has another block of that number
    awaitable<bool> is_due();

    /// Waits until a peer has the header.
    /// @errors Errc::invalid_data if the hash is not that of the number's block: a line in the log
    ///         has said so
    awaitable<Result<void>> run();

private:
    awaitable<Result<void>> begin(eth::CheckedHeader header);
    awaitable<void> compare(eth::Response<eth::Headers> response);
    bool is_refuted() const;
    ErrorCode refuse(const std::string& why);

    const Services& services_;
    Checkpoint checkpoint_;
    Logger& log_;
    Clock& clock_;
    eth::Client client_;
    std::set<net::NodeId> asked_{};  ///< since all peers were asked
    /// What a peer without the hash has at that number, and since when one had.
    std::optional<Hash256> other_{};
    SteadyTime other_since_{};
};

}  // namespace plexus::sync
