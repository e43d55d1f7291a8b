#pragma once

#include <chrono>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include <api/async/clock.hpp>
#include <api/eth/raw.hpp>
#include <api/net/peer.hpp>
#include <kit/eth/session/known_hashes.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::txfetch {

/// @spec the transaction fetcher of geth and bsc, whose figures these are
struct Settings {
    std::chrono::milliseconds wait{200};  ///< most transactions arrive as gossip meanwhile
    std::chrono::milliseconds timeout{5000};
    std::size_t request_hashes = eth::limits::request_pooled_transactions;
    std::size_t request_bytes = 128 * 1024;  ///< by the sizes announced
    std::size_t remembered = 4096;           ///< announcements of one peer
};

/// Which peer has announced which transaction, and which peer gets the request for it next.
///
/// A transaction is requested from one peer at a time, and each peer has one request at a time.
/// Which announcer gets the request does not depend on the order in which they announced. The
/// announcements remembered of one peer are bounded, so that no peer can fill the queue; the whole
/// is bounded by that and the number of peers.
///
/// @thread one strand
class Schedule {
public:
    struct Request {
        net::PeerPtr peer{};
        std::vector<Hash256> hashes{};
    };

    explicit Schedule(const Settings& settings);

    /// Notes which transactions a peer has, but for those that have been here lately.
    /// @returns how many were dropped because the peer has announced too many
    std::size_t announce(const net::PeerPtr& peer,
                         std::span<const eth::TransactionAnnouncement> transactions,
                         SteadyTime now);

    /// Whether a blob transaction is not in the form in which that peer announced it. Its hash does
    /// not say which sidecar belongs to it, so then it is to be refused before arrive().
    bool contradicts(const net::PeerPtr& peer, const eth::RawTransaction& transaction);

    /// A transaction has arrived, requested or not.
    /// @returns the peers that announced it with another type or size
    std::vector<net::PeerPtr> arrive(const eth::RawTransaction& transaction);

    /// The requests to make now. Each request is to be released, and its peer to be freed.
    std::vector<Request> begin(SteadyTime now);

    /// Transactions of a request that have not arrived are left to the other peers that announced
    /// them.
    void release(const Request& request);

    /// The peer may get requests again.
    void free(const net::PeerPtr& peer);

    /// The peer is gone.
    void forget(const net::PeerPtr& peer);

    /// When the wait for some announced transactions is over.
    std::optional<SteadyTime> next() const;

    /// Transactions that are announced and not here.
    std::size_t size() const noexcept { return entries_.size(); }

private:
    using Turn = std::uint64_t;  ///< counts announcements

    struct Announcer;

    struct Source {
        Announcer* from = nullptr;
        Turn turn = 0;
        eth::TransactionAnnouncement said{};
    };

    struct Entry {
        SteadyTime due{};
        std::deque<Source> sources{};
        bool requested = false;  ///< requested from the first source
    };

    // An ordered map: the hashes are whatever peers announce, and must not be able to collide.
    using Entries = std::map<Hash256, Entry>;

    struct Announcer {
        net::PeerPtr peer{};
        std::map<Turn, Entries::iterator> announced{};
        bool busy = false;
        bool passed_over = false;  ///< whether it was busy when the current round began
    };

    Announcer* find(const net::PeerPtr& peer) noexcept;
    Announcer& find_or_add(const net::PeerPtr& peer);
    void add_source(Entries::iterator entry, Announcer& announcer,
                    const eth::TransactionAnnouncement& said);
    void drop_source(Entries::iterator entry, Announcer& announcer);
    void begin_round(SteadyTime now, std::vector<Request>& requests);
    Request request_of(Announcer& announcer, SteadyTime now);
    std::deque<Source>::iterator chosen(const Hash256& hash, Entry& entry) const;

    Settings settings_;
    Entries entries_;
    std::list<Announcer> announcers_;  ///< in the order in which they first announced something
    std::deque<SteadyTime> ripening_;  ///< when the wait of each new entry is over
    eth::KnownHashes arrived_{eth::limits::known_transactions};
    Turn turns_ = 0;
    std::uint64_t secret_;
};

}  // namespace plexus::txfetch
