#include "schedule.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include <kit/crypto/random.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction.hpp>

namespace plexus::txfetch {
namespace {

/// By how many bytes an announced size may differ: clients count differently. geth.
constexpr std::uint64_t size_slack = 8;

/// A KZG proof and its RLP header.
constexpr std::uint64_t proof_bytes = 49;
/// By how much more a sidecar of version 1 takes for one blob: a proof for each of 128 cells in
/// place of one for the blob. EIP-7594
constexpr std::uint64_t cell_proofs_bytes = 127 * proof_bytes;
/// The version's byte, and what the headers of longer lists take more.
constexpr std::uint64_t form_slack = size_slack + 8;
constexpr std::uint64_t blob_bytes = 128 * 1024;

bool is_near(std::uint64_t a, std::uint64_t b, std::uint64_t slack) {
    return std::max(a, b) - std::min(a, b) <= slack;
}

bool is_blob(const eth::RawTransaction& transaction) {
    return eth::type_of(transaction.bytes) == eth::transaction_type::blob;
}

/// Whether these bytes differ from the announcement in type or size.
bool is_other(const eth::TransactionAnnouncement& said, const eth::RawTransaction& transaction) {
    if (said.type && *said.type != eth::type_of(transaction.bytes)) return true;
    return said.size && !is_near(*said.size, transaction.bytes.size(), size_slack);
}

/// Whether no transaction of this hash can fit the announcement. The hash does not commit to a blob
/// transaction's sidecar, which has two forms: a peer may have announced the other form.
bool is_lie(const eth::TransactionAnnouncement& said, const eth::RawTransaction& transaction) {
    if (!is_other(said, transaction)) return false;
    if (!is_blob(transaction) || !said.size) return true;
    if (said.type && *said.type != eth::transaction_type::blob) return true;
    const std::uint64_t size = transaction.bytes.size();
    const std::uint64_t between_forms = size / blob_bytes * cell_proofs_bytes;
    return !is_near(std::max(size, *said.size), std::min(size, *said.size) + between_forms,
                    form_slack);
}

/// Ranks a peer for a hash, so that each announcer of many hashes gets requests for its share of
/// them, in whatever order they announced, and no peer can predict for which.
std::uint64_t rank_of(std::uint64_t secret, const Hash256& hash, const net::PeerPtr& peer) {
    const std::hash<std::string_view> mix;
    const std::uint64_t of_hash = mix(text_of(hash)) ^ secret;
    const std::uint64_t of_peer = mix(text_of(peer->node().id));
    return (of_hash ^ of_peer * 0x9e3779b97f4a7c15U) * 0xff51afd7ed558ccdU;  // MurmurHash3, fmix64
}

}  // namespace

Schedule::Schedule(const Settings& settings) : settings_(settings), secret_(crypto::random_u64()) {}

Schedule::Announcer* Schedule::find(const net::PeerPtr& peer) noexcept {
    const auto found = std::ranges::find(announcers_, peer, &Announcer::peer);
    return found == announcers_.end() ? nullptr : &*found;
}

Schedule::Announcer& Schedule::find_or_add(const net::PeerPtr& peer) {
    if (Announcer* known = find(peer)) return *known;
    announcers_.emplace_back().peer = peer;
    return announcers_.back();
}

std::size_t Schedule::announce(const net::PeerPtr& peer,
                               std::span<const eth::TransactionAnnouncement> transactions,
                               SteadyTime now) {
    Announcer& announcer = find_or_add(peer);
    const SteadyTime due = now + settings_.wait;
    for (std::size_t i = 0; i < transactions.size(); ++i) {
        const eth::TransactionAnnouncement& said = transactions[i];
        if (arrived_.contains(said.hash)) continue;
        if (announcer.announced.size() >= settings_.remembered) return transactions.size() - i;
        const auto [entry, fresh] = entries_.try_emplace(said.hash);
        if (fresh) entry->second.due = due;
        add_source(entry, announcer, said);
    }
    if (ripening_.empty() || ripening_.back() != due) ripening_.push_back(due);
    return 0;
}

void Schedule::add_source(Entries::iterator entry, Announcer& announcer,
                          const eth::TransactionAnnouncement& said) {
    std::deque<Source>& sources = entry->second.sources;
    const auto known = std::ranges::find(sources, &announcer, &Source::from);
    if (known != sources.end()) return;
    sources.emplace_back(&announcer, turns_, said);
    announcer.announced.emplace(turns_, entry);
    ++turns_;
}

bool Schedule::contradicts(const net::PeerPtr& peer, const eth::RawTransaction& transaction) {
    const auto entry = entries_.find(transaction.hash);
    if (entry == entries_.end() || !is_blob(transaction)) return false;
    for (const Source& source : entry->second.sources) {
        if (source.from->peer == peer) return is_other(source.said, transaction);
    }
    return false;
}

std::vector<net::PeerPtr> Schedule::arrive(const eth::RawTransaction& transaction) {
    arrived_.add(transaction.hash);
    std::vector<net::PeerPtr> liars;
    const auto entry = entries_.find(transaction.hash);
    if (entry == entries_.end()) return liars;
    for (const Source& source : entry->second.sources) {
        if (is_lie(source.said, transaction)) liars.push_back(source.from->peer);
        source.from->announced.erase(source.turn);
    }
    entries_.erase(entry);
    return liars;
}

std::vector<Schedule::Request> Schedule::begin(SteadyTime now) {
    while (!ripening_.empty() && ripening_.front() <= now) ripening_.pop_front();
    std::vector<Request> requests;
    // What did not fit into the request to the highest ranked peer is requested from the next peer.
    std::size_t before = 0;
    do {
        before = requests.size();
        begin_round(now, requests);
    } while (requests.size() > before);
    return requests;
}

void Schedule::begin_round(SteadyTime now, std::vector<Request>& requests) {
    for (Announcer& announcer : announcers_) announcer.passed_over = announcer.busy;
    for (Announcer& announcer : announcers_) {
        if (announcer.busy) continue;
        Request request = request_of(announcer, now);
        if (request.hashes.empty()) continue;
        announcer.busy = true;
        requests.push_back(std::move(request));
    }
}

Schedule::Request Schedule::request_of(Announcer& announcer, SteadyTime now) {
    Request request;
    request.peer = announcer.peer;
    std::uint64_t bytes = 0;
    for (const auto& [turn, known] : announcer.announced) {
        Entry& entry = known->second;
        if (entry.requested || entry.due > now) continue;
        const auto source = chosen(known->first, entry);
        if (source->from != &announcer) continue;
        bytes += std::min<std::uint64_t>(source->said.size.value_or(0), settings_.request_bytes);
        if (!request.hashes.empty() && bytes > settings_.request_bytes) break;
        std::rotate(entry.sources.begin(), source, std::next(source));
        entry.requested = true;
        request.hashes.push_back(known->first);
        if (request.hashes.size() == settings_.request_hashes) break;
    }
    return request;
}

/// The announcer for the request: the highest ranked announcer without a request in flight.
std::deque<Schedule::Source>::iterator Schedule::chosen(const Hash256& hash, Entry& entry) const {
    return std::ranges::max_element(entry.sources, {}, [&](const Source& source) {
        return std::pair{!source.from->passed_over, rank_of(secret_, hash, source.from->peer)};
    });
}

void Schedule::release(const Request& request) {
    Announcer* announcer = find(request.peer);
    if (announcer == nullptr) return;
    for (const Hash256& hash : request.hashes) {
        const auto entry = entries_.find(hash);
        if (entry != entries_.end()) drop_source(entry, *announcer);
    }
}

void Schedule::free(const net::PeerPtr& peer) {
    if (Announcer* announcer = find(peer)) announcer->busy = false;
}

void Schedule::forget(const net::PeerPtr& peer) {
    Announcer* announcer = find(peer);
    if (announcer == nullptr) return;
    while (!announcer->announced.empty()) {
        drop_source(announcer->announced.begin()->second, *announcer);
    }
    std::erase_if(announcers_, [&](const Announcer& each) { return &each == announcer; });
}

std::optional<SteadyTime> Schedule::next() const {
    if (ripening_.empty()) return std::nullopt;
    return ripening_.front();
}

/// Makes the next announcer the source; without one the transaction is given up.
void Schedule::drop_source(Entries::iterator entry, Announcer& announcer) {
    std::deque<Source>& sources = entry->second.sources;
    const auto source = std::ranges::find(sources, &announcer, &Source::from);
    if (source == sources.end()) return;
    if (source == sources.begin()) entry->second.requested = false;
    announcer.announced.erase(source->turn);
    sources.erase(source);
    if (sources.empty()) entries_.erase(entry);
}

}  // namespace plexus::txfetch
