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
    std::chrono::milliseconds wait{200};  ///< most transactions come by themselves meanwhile
    std::chrono::milliseconds timeout{5000};
    std::size_t request_hashes = eth::limits::request_pooled_transactions;
    std::size_t request_bytes = 128 * 1024;  ///< by the sizes announced
    std::size_t remembered = 4096;           ///< announcements of one peer
};

/// Who has announced what, and whom to ask for it next.
///
/// A transaction is asked of one peer at a time, and each peer has one request at a time. Of one
/// peer so many announcements are remembered and no more, so that nobody owns the queue, and all of
/// it is bounded by that and the number of peers.
///
/// @thread one strand
class Schedule {
public:
    struct Request {
        net::PeerPtr peer{};
        std::vector<Hash256> hashes{};
    };

    explicit Schedule(const Settings& settings);

    /// Notes what a peer has; what has been here lately is of no interest.
    /// @returns how many were let go because the peer has announced too much
    std::size_t announce(const net::PeerPtr& peer,
                         std::span<const eth::TransactionAnnouncement> transactions,
                         SteadyTime now);

    /// A transaction is here, however it came.
    /// @returns who has announced it with another type or size
    std::vector<net::PeerPtr> arrive(const eth::RawTransaction& transaction);

    /// Whom to ask now, and for what. Each request is to be released, and its peer to be freed.
    std::vector<Request> begin(SteadyTime now);

    /// What has not come of a request is left to the other peers that announced it.
    void release(const Request& request);

    /// The peer may be asked again.
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
        bool requested = false;  ///< of the first source
    };

    // An ordered map: the hashes are whatever peers announce, and must not be able to collide.
    using Entries = std::map<Hash256, Entry>;

    struct Announcer {
        net::PeerPtr peer{};
        std::map<Turn, Entries::iterator> announced{};
        bool busy = false;
    };

    Announcer* find(const net::PeerPtr& peer) noexcept;
    Announcer& find_or_add(const net::PeerPtr& peer);
    void add_source(Entries::iterator entry, Announcer& announcer,
                    const eth::TransactionAnnouncement& said);
    void drop_source(Entries::iterator entry, Announcer& announcer);
    Request request_of(Announcer& announcer, SteadyTime now);

    Settings settings_;
    Entries entries_;
    std::list<Announcer> announcers_;  ///< in the order in which they first announced something
    std::deque<SteadyTime> ripening_;  ///< when new entries are due
    eth::KnownHashes arrived_{eth::limits::known_transactions};
    Turn turns_ = 0;
};

}  // namespace plexus::txfetch
