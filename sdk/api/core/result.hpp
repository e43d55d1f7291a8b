#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <type_traits>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

/// An Errc, an error of Asio, or one of the system.
using ErrorCode = boost::system::error_code;

/// What an operation yields that can fail for an expected reason.
template <class T>
using Result = boost::system::result<T>;

/// Expected failures. Codes compare equal across plugins because their category lives here alone.
enum class Errc : std::uint8_t {
    timed_out = 1,   ///< a deadline passed
    malformed,       ///< bytes that no correct implementation sends
    non_canonical,   ///< decodable, but not the one allowed encoding
    limit_exceeded,  ///< a named limit was passed
    bad_signature,   ///< a signature or MAC does not verify
    bad_key,         ///< a public key is not a point on the curve, or a private one not in range
    refused,         ///< the remote said no
    unexpected_message,  ///< well formed, but not at this point or not with this id
    unsupported,         ///< nothing in common to speak, or a feature this build lacks
    overloaded,          ///< a bounded queue is full
    peer_gone,           ///< the peer's connection or protocol has ended
    no_peer,             ///< no peer could serve the request
    not_found,           ///< what was requested does not exist here
    invalid_data,        ///< decodes, but fails verification (roots, links, fork id)
    incompatible,        ///< another network, genesis, or fork
    already_exists,      ///< a second one of something unique
    storage_failed,      ///< the disk or database refused
    closed,              ///< the object was closed by its owner
};

/// The category of Errc. It lives in the api library, so that codes of two plugins compare equal.
PLEXUS_API const boost::system::error_category& plexus_category() noexcept;
/// What makes `Errc::timed_out` convertible to an ErrorCode and a failed Result.
PLEXUS_API ErrorCode make_error_code(Errc code) noexcept;

}  // namespace plexus::inline v1

/// @cond  Doxygen loses a specialisation in a namespace that it has not seen
template <>
struct boost::system::is_error_code_enum<plexus::Errc> : std::true_type {};
/// @endcond
