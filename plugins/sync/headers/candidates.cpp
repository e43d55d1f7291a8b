#include "candidates.hpp"

#include <algorithm>
#include <tuple>

#include <api/async/within.hpp>

#include <plugins/sync/fetch/held.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// How long a peer may take to send one header, which is a single lookup for it.
constexpr auto request_limit = 10s;

/// How long a look waits for a response: later responses count in the next look.
constexpr auto grace = 3s;

/// Peers that have left are remembered for their failures, up to so many.
constexpr std::size_t most_entries = 1024;

/// The pause after a failure doubles from one second up to 2^8 seconds, some four minutes.
constexpr unsigned most_doublings = 8;

/// Our last blocks that are recognised when a peer tells one of them as its head.
constexpr std::size_t most_recent = 64;

/// Whether the claim is worth a closer look: a longer chain, or one said to be heavier.
bool promises_more(const Candidate& candidate, const Position& end, const Uint256& ours) {
    if (candidate.number() >= end.next) return true;
    if (candidate.told_difficulty != Uint256{}) return candidate.told_difficulty > ours;
    // Where difficulty is not told, the other branch of the same length may be heavier.
    return candidate.number() + 1 == end.next && candidate.head.header.difficulty != Uint256{};
}

}  // namespace

Candidates::Candidates(const Services& services, TaskScope& tasks, GossipReceiver& gossip,
                       Logger& log)
    : services_(services),
      tasks_(tasks),
      gossip_(gossip),
      log_(log),
      client_(services.pool, services.host.runtime()),
      responded_(services.host.strand()) {}

SteadyTime Candidates::now() const { return Clock::of(services_.host.strand()).now(); }

awaitable<void> Candidates::look() {
    request_all();
    auto responses = wait_for_responses();
    (void)co_await within(grace, std::move(responses));
}

void Candidates::request_all() {
    forget_old();
    for (eth::EthPeer& peer : eth::eth_peers(services_.pool)) {
        const eth::Status told = peer.remote->status();
        Entry& entry = entries_[peer.peer->node().id];
        if (entry.open || now() < entry.not_before) continue;
        if (entry.peer != peer.peer || entry.told != told.head) claim(entry, peer, told);
        if (!entry.shown) begin_request(entry, std::move(peer));
    }
}

void Candidates::begin_request(Entry& entry, eth::EthPeer peer) {
    entry.requested_at = now();
    entry.open = true;
    ++open_;
    const std::string name = "sync head of " + net::brief(peer.peer->node().id);
    tasks_.spawn(name, request_head(entry, std::move(peer)));
}

/// Takes the head of a peer's Status as what it claims.
void Candidates::claim(Entry& entry, const eth::EthPeer& peer, const eth::Status& told) {
    const bool shown_already =
        entry.peer == peer.peer && entry.shown && entry.shown->head.hash == told.head;
    entry.peer = peer.peer;
    entry.told = told.head;
    if (shown_already) return;
    entry.claimed = told.head;
    entry.claimed_number = 0;
    entry.shown.reset();
    entry.dismissed_at.reset();
    const auto known = std::ranges::find(recent_, told.head, &eth::CheckedHeader::hash);
    if (known == recent_.end()) return;
    Candidate& candidate = entry.shown.emplace();
    candidate.peer = peer.peer;
    candidate.head = *known;
    candidate.told_difficulty = told.total_difficulty;
    candidate.told = told.head;
}

bool Candidates::hear(const Hint& hint) {
    const auto remote = hint.peer->handle<eth::Remote>();
    if (!remote) return false;
    Entry& entry = entries_[hint.peer->node().id];
    if (now() < entry.not_before) return false;
    if (entry.shown && entry.shown->head.hash == hint.hash) return false;
    if (entry.open && !hint.header) return false;
    // A session may have learnt the head from the same message.
    if (entry.peer != hint.peer || remote->status().head == hint.hash) {
        entry.told = remote->status().head;
    }
    entry.peer = hint.peer;
    entry.claimed = hint.hash;
    entry.claimed_number = hint.number;
    entry.dismissed_at.reset();
    entry.shown.reset();
    if (!hint.header) {
        eth::EthPeer peer;
        peer.peer = hint.peer;
        peer.remote = remote;
        begin_request(entry, std::move(peer));
        return false;
    }
    Candidate& candidate = entry.shown.emplace();
    candidate.peer = hint.peer;
    candidate.head = *hint.header;
    candidate.told_difficulty = hint.told_difficulty;
    candidate.told = remote->status().head;
    return true;
}

void Candidates::remember(const eth::CheckedHeader& header) {
    recent_.push_back(header);
    if (recent_.size() > most_recent) recent_.pop_front();
}

awaitable<void> Candidates::request_head(Entry& entry, eth::EthPeer peer) {
    const eth::Status told = peer.remote->status();
    chain::HeaderQuery query;
    query.hash = entry.claimed;
    query.amount = 1;
    const std::optional<eth::CheckedHeader> held = co_await held_header(services_, *query.hash);
    if (held) {
        show(entry, peer, told, *held);
    } else {
        const eth::Client one = client_.only(peer.peer).claimed().within(request_limit);
        const eth::Response<eth::Headers> shown = co_await one.headers(query);
        take(entry, peer, told, shown);
    }
    entry.open = false;
    --open_;
    responded_.notify();
    if (entry.shown) gossip_.wake();
}

void Candidates::take(Entry& entry, const eth::EthPeer& peer, const eth::Status& told,
                      const eth::Response<eth::Headers>& shown) {
    if (!shown) {
        PLEXUS_LOG(log_, debug) << "a peer does not show its head"
                                << kv("peer", net::brief(peer.peer->node().id))
                                << kv("why", shown.explain());
        entry.told = {};  // gossip may have been wrong: its Status counts next
        if (shown.error() != Errc::peer_gone) punish(entry);
        return;
    }
    show(entry, peer, told, shown->front());
}

void Candidates::show(Entry& entry, const eth::EthPeer& peer, const eth::Status& told,
                      const eth::CheckedHeader& head) {
    // Gossip may have shown a later one while this one was awaited.
    if (entry.shown && entry.shown->number() >= head.header.number) return;
    const bool tells_number = told.head == head.hash && told.latest != 0;
    const bool told_wrong = head.hash == entry.claimed && entry.claimed_number != 0 &&
                            entry.claimed_number != head.header.number;
    if (told_wrong || (tells_number && told.latest != head.header.number)) {
        PLEXUS_LOG(log_, warn) << "a peer's latest block is not the block of that number"
                               << kv("peer", net::brief(peer.peer->node().id))
                               << kv("told", told.latest) << kv("number", head.header.number);
        peer.remote->report(net::PeerEvent::sent_bad_data);
        punish(entry);
        return;
    }
    Candidate& candidate = entry.shown.emplace();
    candidate.peer = peer.peer;
    candidate.head = head;
    candidate.told_difficulty = told.total_difficulty;
    candidate.told = told.head;
}

/// Waits while any request is open that was sent only now.
awaitable<void> Candidates::wait_for_responses() {
    const auto requested_now = [this](const auto& item) {
        return item.second.open && now() - item.second.requested_at < grace;
    };
    while (std::ranges::any_of(entries_, requested_now)) co_await responded_.wait();
}

std::vector<Candidate> Candidates::ahead_of(const Position& end,
                                            const Uint256& total_difficulty) const {
    std::vector<const Entry*> entries;
    for (const auto& [id, entry] : entries_) {
        if (!entry.shown || !entry.peer->connected() || now() < entry.not_before) continue;
        if (entry.dismissed_at && entry.dismissed_at == end.parent) continue;
        if (promises_more(*entry.shown, end, total_difficulty)) entries.push_back(&entry);
    }
    std::ranges::stable_sort(entries, [](const Entry* a, const Entry* b) {
        const auto key = [](const Entry* entry) {
            return std::tuple{entry->failures == 0, entry->proven, entry->shown->number(),
                              entry->shown->told_difficulty};
        };
        return key(a) > key(b);
    });
    std::vector<Candidate> candidates;
    for (const Entry* entry : entries) candidates.push_back(*entry->shown);
    return candidates;
}

std::size_t Candidates::trusted() const noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(entries_, [](const auto& item) {
        const Entry& entry = item.second;
        return entry.shown && entry.failures == 0 && entry.peer->connected();
    }));
}

/// A peer that leaves is forgotten while its chain is still followed.
Candidates::Entry& Candidates::entry_of(const Candidate& candidate) {
    Entry& entry = entries_[candidate.peer->node().id];
    if (entry.peer == nullptr) entry.peer = candidate.peer;
    return entry;
}

void Candidates::proved(const Candidate& candidate) {
    Entry& entry = entry_of(candidate);
    entry.failures = 0;
    entry.proven = true;
}

void Candidates::failed(const Candidate& candidate) { punish(entry_of(candidate)); }

void Candidates::punish(Entry& entry) {
    entry.proven = false;
    entry.not_before = now() + 1s * (1U << std::min(entry.failures, most_doublings));
    ++entry.failures;
}

void Candidates::dismiss(const Candidate& candidate, const Position& end) {
    entry_of(candidate).dismissed_at = end.parent;
}

void Candidates::forget_old() {
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        const bool gone = !entry->second.open && !entry->second.peer->connected();
        const bool forgettable = entry->second.failures == 0 || entries_.size() > most_entries;
        entry = gone && forgettable ? entries_.erase(entry) : std::next(entry);
    }
}

}  // namespace plexus::sync
