#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <api/async/clock.hpp>
#include <api/net/peer_event.hpp>

namespace plexus::inline v1::net {

/// One thing that a peer did, with what is known about it. What is not known is zero or empty.
struct PeerReport {
    // Not explicit: many events say it all by themselves.
    /// An event without further data.
    PeerReport(PeerEvent what) : event(what) {}  // NOLINT(google-explicit-constructor)

    /// What happened; the only part that every report has.
    PeerEvent event;

    /// The message it is about, by the name that the protocol's specification gives it: the request
    /// ("GetBlockHeaders") or what was gossiped ("NewBlock"). Static storage.
    std::string_view message{};
    Duration took{};        ///< from the request to its response, or to the end of the wait for it
    std::size_t bytes = 0;  ///< of the response or message, after decompression
    std::size_t items = 0;  ///< headers, bodies, transactions, ... that were of use

    // The reporting capability. Filled in by the pool, so that none can report in another's name.
    std::string capability{};   ///< "eth"; "p2p" for the link itself
    std::uint32_t version = 0;  ///< of the capability
};

}  // namespace plexus::inline v1::net
