#pragma once

#include <algorithm>
#include <boost/multi_index/hashed_index.hpp>
#include <boost/multi_index/member.hpp>
#include <boost/multi_index/sequenced_index.hpp>
#include <boost/multi_index_container.hpp>
#include <cstddef>
#include <functional>
#include <utility>

namespace plexus::inline v1::net {

/// A map of bounded size that evicts the least recently used entry: a table whose keys strangers
/// choose must not grow with them.
///
/// @thread     none of its own: one caller at a time
/// @ownership  a pointer or reference to a value is good until the next put() or erase()
template <class Key, class Value, class Hash = std::hash<Key>>
class LruMap {
public:
    /// @param capacity  in entries, at least 1
    explicit LruMap(std::size_t capacity) : capacity_(capacity) {}

    /// @returns the value, now the most recently used one; null if there is none
    Value* find(const Key& key) {
        const auto found = by_key().find(key);
        if (found == by_key().end()) return nullptr;
        by_use().relocate(by_use().begin(), entries_.template project<in_order_of_use>(found));
        return &found->value;
    }

    /// Adds a value, or replaces the present one; it is now the most recently used.
    Value& put(const Key& key, Value value) {
        if (Value* known = find(key)) return *known = std::move(value);
        if (entries_.size() >= capacity_) by_use().pop_back();
        return by_use().push_front(Entry{key, std::move(value)}).first->value;
    }

    /// Removes an entry, if it is there.
    void erase(const Key& key) { by_key().erase(key); }

    /// How many values satisfy the predicate; changes no order.
    template <class Predicate>
    std::size_t count_if(Predicate predicate) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            entries_, predicate, [](const Entry& entry) -> const Value& { return entry.value; }));
    }

    /// Calls `function` with each value, the most recently used one first; changes no order.
    template <class Function>
    void for_each(Function function) const {
        for (const Entry& entry : entries_) function(std::as_const(entry.value));
    }

    /// How many entries there are, at most the capacity.
    std::size_t size() const noexcept { return entries_.size(); }

private:
    struct Entry {
        Key key;
        mutable Value value;  // no index looks at it, so it may change in place
    };

    static constexpr int in_order_of_use = 0;

    auto& by_use() noexcept { return entries_.template get<in_order_of_use>(); }
    auto& by_key() noexcept { return entries_.template get<1>(); }

    std::size_t capacity_;
    boost::multi_index_container<
        Entry, boost::multi_index::indexed_by<
                   boost::multi_index::sequenced<>,
                   boost::multi_index::hashed_unique<
                       boost::multi_index::member<Entry, Key, &Entry::key>, Hash>>>
        entries_;
};

}  // namespace plexus::inline v1::net
