#include "schedule.hpp"

#include <algorithm>

#include <kit/eth/types/raw_transaction.hpp>

namespace plexus::txfetch {
namespace {

/// By how many bytes an announced size may differ: clients count differently. geth.
constexpr std::uint64_t size_slack = 8;

bool is_lie(const eth::TransactionAnnouncement& said, const eth::RawTransaction& transaction) {
    const std::uint64_t size = transaction.bytes.size();
    if (said.type && *said.type != eth::type_of(transaction.bytes)) return true;
    if (!said.size) return false;
    return std::max(*said.size, size) - std::min(*said.size, size) > size_slack;
}

}  // namespace

Schedule::Schedule(const Settings& settings) : settings_(settings) {}

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
    for (Announcer& announcer : announcers_) {
        if (announcer.busy) continue;
        Request request = request_of(announcer, now);
        if (request.hashes.empty()) continue;
        announcer.busy = true;
        requests.push_back(std::move(request));
    }
    return requests;
}

Schedule::Request Schedule::request_of(Announcer& announcer, SteadyTime now) {
    Request request;
    request.peer = announcer.peer;
    std::uint64_t bytes = 0;
    for (const auto& [turn, known] : announcer.announced) {
        Entry& entry = known->second;
        if (entry.requested || entry.due > now) continue;
        const auto source = std::ranges::find(entry.sources, &announcer, &Source::from);
        bytes += std::min<std::uint64_t>(source->said.size.value_or(0), settings_.request_bytes);
        if (!request.hashes.empty() && bytes > settings_.request_bytes) break;
        std::rotate(entry.sources.begin(), source, std::next(source));
        entry.requested = true;
        request.hashes.push_back(known->first);
        if (request.hashes.size() == settings_.request_hashes) break;
    }
    return request;
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
