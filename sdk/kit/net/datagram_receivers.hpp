#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include <api/net/datagram_port.hpp>

namespace plexus::inline v1::net {

/// The protocols that share a DatagramPort.
///
/// @thread any
class DatagramReceivers {
public:
    /// A protocol and the number of its waiting datagrams.
    class Slot;
    /// Keeps a protocol while a datagram is handed over.
    using SlotPtr = std::shared_ptr<Slot>;

    /// See DatagramPort::add_receiver.
    [[nodiscard]] std::shared_ptr<void> add(DatagramReceiver receiver);

    /// @returns the first receiver that recognises the datagram, or null
    SlotPtr find(BytesView datagram) const;

    /// Calls the receiver on its strand.
    /// @returns false if too many datagrams wait there already
    static bool hand_over(const SlotPtr& slot, Datagram datagram);

private:
    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<Slot>> slots_;  ///< the cheap ones first
};

}  // namespace plexus::inline v1::net
