#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/capability.hpp>
#include <api/net/peer_event.hpp>
#include <api/net/transport.hpp>

namespace plexus::inline v1::net {

enum class Direction : std::uint8_t { inbound, outbound };

/// A connected peer: a handle that may outlive the connection. After the end its calls do nothing
/// and its protocol handles are gone.
///
/// A protocol handle is what a session of the peer offers to others, found by the type's key: for a
/// peer what a service is for a node. `eth::Remote` is one.
///
/// @thread  any
class PLEXUS_API Peer {
public:
    virtual ~Peer();

    virtual const Node& node() const noexcept = 0;
    virtual Direction direction() const noexcept = 0;

    /// The client's name as its Hello gave it: up to 2 KiB of anything. Not for trusting.
    virtual const std::string& client() const noexcept = 0;

    /// What both sides speak, with the offsets' order: by name, the highest common version each.
    virtual const std::vector<CapabilityInfo>& shared() const noexcept = 0;

    /// The strand on which the link, the sessions and the handler calls of this peer run.
    virtual Executor strand() const = 0;

    /// Says what happened; the scoring policy knows what it costs.
    virtual void report(PeerEvent event) = 0;
    virtual void disconnect(Reason reason) = 0;
    virtual bool connected() const noexcept = 0;
    virtual LinkStats stats() const = 0;

    /// What a session of the peer offers, or null.
    template <class T>
    std::shared_ptr<T> handle() const {
        return std::static_pointer_cast<T>(find_handle(T::key));
    }

    /// Waits until a session offers T, on the peer's strand.
    /// @errors Errc::peer_gone at the end of the connection, Errc::timed_out
    template <class T>
    awaitable<Result<std::shared_ptr<T>>> when(Duration limit) {
        const Result<std::shared_ptr<void>> found = co_await await_handle(T::key, limit);
        if (!found) co_return found.error();
        co_return std::static_pointer_cast<T>(*found);
    }

    /// Offers a protocol handle until withdraw() or the end of the connection.
    template <class T>
    void offer(std::shared_ptr<T> handle) {
        offer_handle(T::key, std::move(handle));
    }
    virtual void withdraw(const ServiceKey& key) = 0;

protected:
    virtual std::shared_ptr<void> find_handle(const ServiceKey& key) const = 0;
    virtual awaitable<Result<std::shared_ptr<void>>> await_handle(ServiceKey key,
                                                                  Duration limit) = 0;
    virtual void offer_handle(const ServiceKey& key, std::shared_ptr<void> handle) = 0;
};

}  // namespace plexus::inline v1::net
