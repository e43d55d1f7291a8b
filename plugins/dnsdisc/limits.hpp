#pragma once

#include <chrono>
#include <cstddef>

// What a list may cost. The name server of a domain can serve anything, and the holder of a list's
// key can sign anything: no list is believed to be small, finite or free of cycles.

namespace plexus::dnsdisc {

// As go-ethereum has them (p2p/dnsdisc).
/// How long one lookup may take.
inline constexpr std::chrono::seconds lookup_timeout{5};
/// A root is fetched again after this.
inline constexpr std::chrono::minutes root_interval{30};
/// Lookups of all lists together; a lookup served from the cache counts as well.
inline constexpr unsigned lookups_per_second = 3;
/// Lookups that may follow each other without a pause.
inline constexpr unsigned lookup_burst = 10;
/// Entries in the cache.
inline constexpr std::size_t cache_capacity = 1000;
/// After more failed entries in a row than this, the root is fetched again, after a pause.
inline constexpr unsigned failures_before_pause = 5;
/// The length of that pause.
inline constexpr std::chrono::seconds short_pause{5};
/// After more failed entries in a row than this, the pause is the long one.
inline constexpr unsigned failures_before_long_pause = 20;
/// The length of that pause; also the pause after a root could not be fetched.
inline constexpr std::chrono::seconds long_pause{10};

// go-ethereum has no limits for these.
/// The bytes of a root, a link or a record.
inline constexpr std::size_t max_text = 1024;
/// The bytes of a branch.
inline constexpr std::size_t max_branch_text = 2048;
/// The children of a branch.
inline constexpr std::size_t max_children = 64;
/// Branches between a root and an entry.
inline constexpr unsigned max_depth = 8;
/// Entries of one subtree, branches included.
inline constexpr std::size_t max_entries = 20'000;
/// Entries of one subtree that may fail before it is left alone until the next check of its root.
inline constexpr std::size_t max_failed_entries = 100;
/// TXT records that are looked at for one name.
inline constexpr std::size_t max_texts = 16;
/// Lists that are followed, the lists of the options included.
inline constexpr std::size_t max_lists = 16;
/// Links between a list of the options and a list that is followed.
inline constexpr unsigned max_link_depth = 3;
/// The characters of a domain. @spec RFC 1035, section 2.3.4
inline constexpr std::size_t max_domain = 253;
/// Lists whose sequence numbers are remembered.
inline constexpr std::size_t max_sequences = 64;

/// The bytes of the hash that an entry is named by.
inline constexpr std::size_t min_hash = 12;
inline constexpr std::size_t max_hash = 32;

}  // namespace plexus::dnsdisc
