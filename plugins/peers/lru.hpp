#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

namespace plexus::peers {

/// A table of bounded size that forgets what was not used for longest: what is kept about nodes is
/// keyed by what strangers choose, so it must not grow with them.
template <class Key, class Value>
class Lru {
public:
    explicit Lru(std::size_t capacity) : capacity_(capacity) {}

    /// @returns the value, now the most recently used one, or null
    Value* find(const Key& key) {
        const auto found = index_.find(key);
        if (found == index_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return &found->second->second;
    }

    /// Adds a value or replaces one.
    Value& put(const Key& key, Value value) {
        if (Value* known = find(key)) return *known = std::move(value);
        if (entries_.size() >= capacity_) {
            index_.erase(entries_.back().first);
            entries_.pop_back();
        }
        entries_.emplace_front(key, std::move(value));
        index_.emplace(key, entries_.begin());
        return entries_.front().second;
    }

    std::size_t size() const noexcept { return entries_.size(); }

private:
    using Entries = std::list<std::pair<Key, Value>>;

    std::size_t capacity_;
    Entries entries_;
    std::unordered_map<Key, typename Entries::iterator> index_;
};

}  // namespace plexus::peers
