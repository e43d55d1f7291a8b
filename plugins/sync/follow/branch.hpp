#pragma once

#include <deque>
#include <optional>

#include <plugins/sync/fetch/batch.hpp>
#include <plugins/sync/headers/header_download.hpp>

namespace plexus::sync {

/// A peer's chain from the place on where it leaves ours: headers that are linked and lawful, as
/// many as are needed to see that they are heavier than the blocks that they would replace, and
/// then row by row.
///
/// @thread the plugin's strand
class Branch {
public:
    Branch(const Services& services, const Settings& settings, OurChain& ours, Candidate target,
           Logger& log);

    /// Searches the last block in common, and reads headers until they are heavier.
    /// @errors  Errc::already_exists if the chain is not heavier than ours; Errc::limit_exceeded if
    ///          it leaves ours too deep; what the target could not show
    awaitable<Result<void>> compare();

    /// Reads the next headers.
    /// @errors  those of HeaderDownload
    awaitable<Result<void>> read_more();

    const Candidate& target() const noexcept { return target_; }
    /// The last block in common has been found: the peer has responded.
    bool has_begun() const noexcept { return header_download_.has_value(); }
    const Position& behind() const noexcept { return behind_; }
    /// The last block that is wanted of it.
    std::uint64_t last() const noexcept { return last_; }
    /// The number with which it is heavier than what it replaces.
    std::uint64_t heavier_from() const noexcept { return heavier_from_; }

    /// Whether all headers have been read.
    bool complete() const noexcept { return header_download_->complete(); }
    /// Whether enough headers wait.
    bool is_full() const noexcept;
    /// Whether no header waits.
    bool empty() const noexcept { return rows_.empty(); }
    /// The next headers, as a batch. Only if there are any.
    Batch next_batch(std::size_t most);

private:
    awaitable<bool> is_no_news();
    awaitable<Result<void>> find();
    awaitable<Result<void>> outweigh();
    void add(HeaderRow row);

    const Services& services_;
    const Settings& settings_;
    OurChain& ours_;
    Candidate target_;
    Logger& log_;
    Position behind_{};
    std::uint64_t last_ = 0;
    std::optional<HeaderDownload> header_download_{};
    std::deque<HeaderRow> rows_{};  ///< headers of which no batch has been made
    std::size_t row_bytes_ = 0;     ///< their size
    Weight theirs_{};               ///< of the headers so far
    Weight replaced_{};             ///< what they have to outweigh
    std::uint64_t heavier_from_ = 0;
};

}  // namespace plexus::sync
