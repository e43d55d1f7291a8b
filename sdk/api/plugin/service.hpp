#pragma once

#include <cstdint>

namespace plexus::inline v1 {

/// How many providers of a service make sense in one node.
enum class Cardinality : std::uint8_t { one, many };

/// Names a service interface. Plain data: it is read from a plugin before any of its code runs.
struct ServiceKey {
    const char* name;         ///< "plexus.scoring-policy"
    std::uint32_t major;      ///< raised when the interface changes so that old plugins would break
    Cardinality cardinality;  ///< how many plugins of one node may provide it
};

/// How many providers of a service a plugin needs.
enum class Count : std::uint8_t {
    one,    ///< exactly one
    maybe,  ///< one or none
    all,    ///< any number, none too
};

/// From when on the providers must be there.
enum class When : std::uint8_t {
    before_me,  ///< constructed and started before, stopped and destroyed after
    any_time,   ///< in any order; a provider that joins later counts too
};

/// One declared need of a plugin. The two things it says do not depend on each other.
struct Need {
    ServiceKey key;  ///< which service
    Count count;     ///< how many providers
    When when;       ///< from when on
};

/// Exactly one provider: `Host::get<T>()`.
template <class T, When when = When::before_me>
inline constexpr Need one{T::key, Count::one, when};
/// One provider or none: `Host::find<T>()`, or `Host::lease<T>()` for `any_time`.
template <class T, When when = When::before_me>
inline constexpr Need maybe{T::key, Count::maybe, when};
/// Any number of providers: `Host::every<T>()`.
template <class T, When when = When::any_time>
inline constexpr Need all{T::key, Count::all, when};

}  // namespace plexus::inline v1
