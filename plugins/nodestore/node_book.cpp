#include "node_book.hpp"

#include <algorithm>
#include <utility>

#include <kit/crypto/random.hpp>

#include "draw.hpp"

namespace plexus::nodestore {
namespace {

bool is_better(const net::NodeEntry& a, const net::NodeEntry& b) {
    if (a.value != b.value) return a.value > b.value;
    return a.last_seen > b.last_seen;
}

/// What a newer message says of a node's endpoints replaces what is known; an older one only adds.
void take_endpoint(net::Endpoint& known, const net::Endpoint& told, bool newer) {
    if (told.known() && (newer || !known.known())) known = told;
}

void take_node(net::NodeEntry& known, const net::Node& told, bool newer) {
    take_endpoint(known.node.ip4, told.ip4, newer);
    take_endpoint(known.node.ip6, told.ip6, newer);
    const bool fresh =
        told.record && (!known.node.record || told.record->sequence > known.node.record->sequence);
    if (fresh) known.node.record = told.record;
}

void take_outcome(net::NodeEntry& known, net::DialOutcome outcome, WallTime at) {
    known.last_tried = at;
    if (outcome == net::DialOutcome::none) return;  // it lives, and showed no more
    known.outcome = outcome;
    if (outcome == net::DialOutcome::refused) return;  // it lives, and has no room
    known.failures = outcome == net::DialOutcome::connected ? 0 : known.failures + 1;
}

void take(net::NodeEntry& known, const net::NodeUpdate& news) {
    take_node(known, news.node, news.responded && news.at >= known.last_seen);
    if (news.responded) known.last_seen = std::max(known.last_seen, news.at);
    if (news.dialled) take_outcome(known, *news.dialled, news.at);
    if (news.value) known.value = *news.value;
}

bool is_peer(const net::NodeEntry& entry) { return entry.outcome == net::DialOutcome::connected; }

/// Whether an attempt to connect shows that a node is of no use any more.
bool failed(net::DialOutcome outcome) {
    return outcome == net::DialOutcome::unreachable || outcome == net::DialOutcome::useless ||
           outcome == net::DialOutcome::misbehaved;
}

Duration unseen_for(const net::NodeEntry& entry, WallTime now) {
    return now - std::max(entry.first_seen, entry.last_seen);
}

bool is_gone(const net::NodeEntry& entry, WallTime now) {
    return entry.failures >= NodeBook::max_failures &&
           unseen_for(entry, now) > NodeBook::gone_after;
}

}  // namespace

NodeBook::NodeBook(Contents contents)
    : random_(crypto::random_u64()),
      buckets_(contents.secret == Secret{} ? Secret{crypto::random_fixed<Secret::size_bytes>()}
                                           : contents.secret) {
    for (net::NodeEntry& entry : contents.tried) put(std::move(entry), Table::tried);
    for (net::NodeEntry& entry : contents.entries) {
        // An older file does not tell them apart.
        const Table table = is_peer(entry) ? Table::tried : Table::fresh;
        put(std::move(entry), table);
    }
}

/// An entry from the disk; it displaces nobody.
void NodeBook::put(net::NodeEntry entry, Table table) {
    const Buckets::Number bucket = buckets_.bucket_of(entry, table);
    const net::NodeId id = entry.node.id;
    if (buckets_.is_full(bucket) || nodes_.contains(id)) return;
    nodes_.emplace(id, Known{std::move(entry), bucket});
    buckets_.add(bucket, id);
}

void NodeBook::update(const net::NodeUpdate& news) {
    const auto found = nodes_.find(news.node.id);
    if (found != nodes_.end()) {
        take(found->second.entry, news);
        settle(found->second, news.at);
        decide(news);
        return;
    }
    net::NodeEntry entry;
    entry.node.id = news.node.id;
    entry.source = news.source;
    entry.first_seen = news.at;
    take(entry, news);
    const Buckets::Number bucket = buckets_.bucket_of(entry, Table::fresh);
    make_room(bucket);
    buckets_.add(bucket, news.node.id);
    Known& known = nodes_.emplace(news.node.id, Known{std::move(entry), bucket}).first->second;
    if (is_peer(known.entry)) settle(known, news.at);  // any other is where it belongs
}

/// Moves a node to the bucket that what is known of it now requires, unless others keep it out.
void NodeBook::settle(Known& known, WallTime now) {
    const Table table = is_peer(known.entry) ? Table::tried : table_of(known);
    const Buckets::Number bucket = buckets_.bucket_of(known.entry, table);
    if (bucket == known.bucket) return;
    if (table == Table::fresh) {
        make_room(bucket);
    } else if (!free_tried_place(bucket, known.entry.node.id, now)) {
        return;
    }
    buckets_.remove(known.bucket, known.entry.node.id);
    buckets_.add(bucket, known.entry.node.id);
    known.bucket = bucket;
}

/// Of a full bucket of nodes that were only heard of one leaves by chance.
void NodeBook::make_room(Buckets::Number bucket) {
    if (!buckets_.is_full(bucket)) return;
    const std::vector<net::NodeId>& present = buckets_.in(bucket);
    const net::NodeId leaving = present[random_() % present.size()];
    remove(leaving);
}

/// In a full bucket of nodes that were peers the place of the one is contested that failed last or
/// was not seen for longest; if all have proved themselves of late, none is.
bool NodeBook::free_tried_place(Buckets::Number bucket, const net::NodeId& newcomer, WallTime now) {
    if (!buckets_.is_full(bucket)) return true;
    const auto rank = [this](const net::NodeId& id) {
        const net::NodeEntry& entry = nodes_.at(id).entry;
        return std::pair(entry.failures == 0, entry.last_seen);
    };
    const net::NodeId worst = *std::ranges::min_element(buckets_.in(bucket), {}, rank);
    const net::NodeEntry& entry = nodes_.at(worst).entry;
    if (now - entry.last_seen > max_age) {
        remove(worst);
        return true;
    }
    const bool is_proven = entry.failures == 0 && now - entry.last_seen < proven_for;
    if (!is_proven) contests_.begin(newcomer, worst, now);
    return false;
}

/// The holder of a contested place was dialled: it keeps the place unless it failed.
void NodeBook::decide(const net::NodeUpdate& news) {
    if (!news.dialled) return;
    const std::optional<net::NodeId> newcomer = contests_.end(news.node.id);
    if (!newcomer || !failed(*news.dialled)) return;
    remove(news.node.id);
    settle(nodes_.at(*newcomer), news.at);
}

void NodeBook::remove(const net::NodeId& id) {
    const auto found = nodes_.find(id);
    if (found == nodes_.end()) return;
    buckets_.remove(found->second.bucket, id);
    contests_.forget(id);
    nodes_.erase(found);
}

void NodeBook::forget_old(WallTime now) {
    std::vector<net::NodeId> gone;
    std::vector<std::pair<WallTime, net::NodeId>> old;
    for (const auto& [id, known] : nodes_) {
        if (is_gone(known.entry, now)) {
            gone.push_back(id);
        } else if (unseen_for(known.entry, now) > max_age) {
            old.emplace_back(known.entry.last_seen, id);
        }
    }
    for (const net::NodeId& id : gone) remove(id);
    const std::size_t spare = nodes_.size() - std::min(nodes_.size(), least_kept);
    std::ranges::sort(old);
    old.resize(std::min(old.size(), spare));
    for (const auto& [seen, id] : old) remove(id);
}

std::optional<net::NodeEntry> NodeBook::find(const net::NodeId& id) const {
    const auto found = nodes_.find(id);
    return found == nodes_.end() ? std::nullopt : std::optional{found->second.entry};
}

std::vector<net::NodeEntry> NodeBook::contested(std::size_t count, WallTime now) const {
    std::vector<net::NodeEntry> entries;
    for (const net::NodeId& id : contests_.holders(now)) {
        if (entries.size() < count) entries.push_back(nodes_.at(id).entry);
    }
    return entries;
}

std::vector<net::NodeEntry> NodeBook::select(const net::NodeQuery& query, WallTime now) const {
    if (query.order == net::NodeQuery::Order::contested) return contested(query.count, now);
    std::vector<Lot> chosen;
    for (const auto& [id, known] : nodes_) {
        if (known.entry.last_seen >= query.seen_since) {
            chosen.push_back({&known.entry, known.bucket});
        }
    }
    const std::size_t count = std::min(query.count, chosen.size());
    if (query.order == net::NodeQuery::Order::best) {
        const auto end = chosen.begin() + static_cast<std::ptrdiff_t>(count);
        std::partial_sort(chosen.begin(), end, chosen.end(),
                          [](const Lot& a, const Lot& b) { return is_better(*a.entry, *b.entry); });
    } else {
        chosen = draw(std::move(chosen), count, now, random_);
    }
    std::vector<net::NodeEntry> entries;
    entries.reserve(count);
    for (std::size_t i = 0; i < count; ++i) entries.push_back(*chosen[i].entry);
    return entries;
}

Contents NodeBook::contents() const {
    Contents contents;
    contents.secret = buckets_.secret();
    for (const auto& [id, known] : nodes_) {
        const bool tried = table_of(known) == Table::tried;
        (tried ? contents.tried : contents.entries).push_back(known.entry);
    }
    return contents;
}

}  // namespace plexus::nodestore
