#include "local_record.hpp"

#include <algorithm>
#include <chrono>
#include <list>
#include <map>
#include <mutex>

namespace plexus::enr {

struct LocalRecord::State {
    struct Entry {
        std::string key;
        net::LocalNode::EntryValue value;
    };
    using Values = std::map<std::string, Bytes>;

    Values collect() const;
    Result<void> renew(WallTime now);

    net::NodeId id;
    Signer signer;
    Observer observer;

    /// Held while the values of entries are read: a handle that goes waits until its entry is
    /// no longer in use.
    std::mutex mutex;
    std::list<Entry> entries;

    // What the record is made of. Compared at each reading, which a node does for each Ping.
    net::Node endpoints;
    Values values;

    std::optional<Record> last;
    net::NodeRecordPtr current;  ///< of `last`, if that is made of the above
};

LocalRecord::State::Values LocalRecord::State::collect() const {
    Values collected;
    for (const Entry& entry : entries) {
        if (collected.contains(entry.key)) continue;
        std::optional<Bytes> value = entry.value();
        if (value) collected.emplace(entry.key, std::move(*value));
    }
    return collected;
}

Result<void> LocalRecord::State::renew(WallTime now) {
    Result<Builder> builder = Builder::make(id);
    if (!builder) return builder.error();
    builder->set_endpoints(endpoints);
    for (const auto& [key, value] : values) builder->set(key, value);
    if (!last || !builder->describes(*last)) {
        const auto time =
            std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
        const std::uint64_t above = last ? last->sequence() + 1 : 1;
        Result<Record> made =
            builder->sign(std::max(above, static_cast<std::uint64_t>(time.count())), signer);
        if (!made) return made.error();
        last = std::move(*made);
        if (observer) observer(*last);
    }
    current = last->share();
    return {};
}

LocalRecord::LocalRecord(const net::NodeId& id, Signer signer, Observer observer)
    : state_(std::make_shared<State>()) {
    state_->id = id;
    state_->signer = std::move(signer);
    state_->observer = std::move(observer);
}

std::shared_ptr<void> LocalRecord::add(std::string key, net::LocalNode::EntryValue value) {
    const std::scoped_lock lock(state_->mutex);
    state_->entries.push_back({std::move(key), std::move(value)});
    const auto place = std::prev(state_->entries.end());
    return {&*place, [state = state_, place](void*) {
                const std::scoped_lock again(state->mutex);
                state->entries.erase(place);
            }};
}

void LocalRecord::restore(const Record& last) {
    const std::scoped_lock lock(state_->mutex);
    state_->last = last;
    state_->current = nullptr;
}

Result<net::NodeRecordPtr> LocalRecord::read(const net::Node& endpoints, WallTime now) {
    const std::scoped_lock lock(state_->mutex);
    State::Values values = state_->collect();
    const bool same = values == state_->values && endpoints == state_->endpoints;
    if (same && state_->current) return state_->current;
    state_->current = nullptr;
    state_->values = std::move(values);
    state_->endpoints = endpoints;
    const Result<void> renewed = state_->renew(now);
    if (!renewed) return renewed.error();
    return state_->current;
}

}  // namespace plexus::enr
