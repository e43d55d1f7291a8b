#pragma once

#include <cstdint>

namespace plexus::inline v1 {

/// How many providers of a service make sense in one node.
enum class Cardinality : std::uint8_t { one, many };

/// Names a service interface. Plain data: it is read from a plugin before any of its code runs.
struct ServiceKey {
    const char* name;     ///< "plexus.scoring-policy"
    std::uint32_t major;  ///< raised when the interface changes so that old plugins would break
    Cardinality cardinality;
};

enum class Need : std::uint8_t {
    required,  ///< exactly one provider; it is constructed and started before
    optional,  ///< at most one; if present, constructed and started before
    every,     ///< all providers, any number; says nothing about the order
};

/// One declared need of a plugin.
struct Dependency {
    ServiceKey key;
    Need need;
};

template <class T>
inline constexpr Dependency required{T::key, Need::required};
template <class T>
inline constexpr Dependency optional{T::key, Need::optional};
template <class T>
inline constexpr Dependency every{T::key, Need::every};

}  // namespace plexus::inline v1
