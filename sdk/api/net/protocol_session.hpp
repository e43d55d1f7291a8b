#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include <api/core/result.hpp>
#include <api/net/capability.hpp>
#include <api/net/peer.hpp>
#include <api/net/peer_report.hpp>
#include <api/net/peer_stats.hpp>
#include <api/net/protocol_counters.hpp>

namespace plexus::inline v1::net {

/// Whether a protocol handle belongs to a capability: its key is "<vendor>.<capability>.<name>", as
/// "plexus.eth.remote" belongs to "eth".
constexpr bool belongs_to(const ServiceKey& key, std::string_view capability) noexcept {
    std::string_view rest = key.name;
    const std::size_t vendor = rest.find('.');
    if (vendor == std::string_view::npos) return false;
    rest.remove_prefix(vendor + 1);
    return rest.size() > capability.size() && rest.starts_with(capability) &&
           rest[capability.size()] == '.';
}

/// What only the session of a capability may do with its peer: offer its protocol handle, report
/// what the peer did, and count its requests. It may outlive the connection; its calls then do
/// nothing.
///
/// @thread  any, but for counters()
class PLEXUS_API ProtocolSession {
public:
    virtual ~ProtocolSession();

    /// Never null.
    virtual const PeerPtr& peer() const noexcept = 0;

    /// The capability as it was agreed on.
    virtual const CapabilityInfo& capability() const noexcept = 0;

    /// Reports an event; the scoring policy decides what it costs. Capability and version are
    /// filled in.
    virtual void report(PeerReport report) = 0;

    /// The counters of the session, which PeerStats shows.
    /// @thread the peer's strand
    virtual ProtocolCounters& counters() noexcept = 0;

    /// Sets the head of the peer's chain, which PeerStats shows.
    virtual void set_head(const PeerHead& head) = 0;

    /// Offers a protocol handle to all plugins that have the peer, until withdraw() or the end of
    /// the connection; an earlier one is replaced.
    /// @errors Errc::refused if the key belongs to another capability, Errc::peer_gone
    template <class T>
    Result<void> offer(std::shared_ptr<T> handle) {
        if (!belongs_to(T::key, capability().name)) return make_error_code(Errc::refused);
        return offer_handle(T::key, std::move(handle));
    }

    /// @errors Errc::refused if the key belongs to another capability
    template <class T>
    Result<void> withdraw() {
        if (!belongs_to(T::key, capability().name)) return make_error_code(Errc::refused);
        withdraw_handle(T::key);
        return {};
    }

protected:
    /// Makes the handle available under a key that offer() has checked.
    /// @errors Errc::peer_gone
    virtual Result<void> offer_handle(const ServiceKey& key, std::shared_ptr<void> handle) = 0;
    /// Withdraws the handle of a key that withdraw() has checked.
    virtual void withdraw_handle(const ServiceKey& key) = 0;
};

}  // namespace plexus::inline v1::net
