#pragma once

#include "candidates.hpp"

namespace plexus::sync {

/// Headers that follow each other and obey the rules of the chain, from one peer.
struct HeaderRow {
    eth::Headers headers{};
    net::PeerPtr from{};
    Hash256 told{};  ///< the head in that peer's Status
};

/// The headers from a position in our chain up to the head that a peer has shown, row by row. They
/// are linked, and checked by the rules of every chain and of this one, before anything else of
/// their blocks is requested.
///
/// They come from that peer, unless the node holds them already. While it is slow, other peers get
/// the requests first; what another peer sends counts only if it links.
///
/// @thread the plugin's strand; rules are checked on the blocking pool
class HeaderDownload {
public:
    /// @param parent  the header of the block before the position, if it is here
    /// @param last    at most the number of the target's head
    HeaderDownload(const Services& services, Candidate target, Position from,
                   std::optional<eth::Header> parent, std::uint64_t last, Logger& log);

    /// Whether all have come.
    bool complete() const noexcept { return place_.next > last_; }

    /// The next headers, at least one.
    /// @errors Errc::invalid_data if they do not link, break a rule, lie in the future, or end in
    /// another head than
    ///         the peer has shown; Errc::timed_out if they come too slowly; what a request yields
    awaitable<Result<HeaderRow>> next();

private:
    std::uint64_t wanted() const noexcept;
    eth::Client others() const;
    awaitable<eth::Response<eth::Headers>> request(eth::Client client);
    awaitable<HeaderRow> held() const;
    awaitable<Result<HeaderRow>> from_target();
    awaitable<Result<HeaderRow>> from_peers();
    bool fits(const eth::Headers& headers) const;
    awaitable<Result<void>> check(const HeaderRow& row) const;
    awaitable<Result<void>> check_rules(const HeaderRow& row) const;

    const Services& services_;
    Candidate target_;
    Position place_;
    std::optional<eth::Header> parent_;  ///< before the place
    std::uint64_t last_;
    Logger& log_;
    eth::Client client_;
    unsigned slow_rows_ = 0;  ///< of the target, without a better one between them
};

}  // namespace plexus::sync
