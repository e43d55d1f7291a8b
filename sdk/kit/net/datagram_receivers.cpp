#include "datagram_receivers.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>

namespace plexus::inline v1::net {

class DatagramReceivers::Slot {
public:
    explicit Slot(DatagramReceiver given) : receiver(std::move(given)) {}

    DatagramReceiver receiver;
    std::atomic<std::size_t> waiting{0};  ///< datagrams on their way to the strand
};

std::shared_ptr<void> DatagramReceivers::add(DatagramReceiver receiver) {
    auto slot = std::make_shared<Slot>(std::move(receiver));
    const std::scoped_lock lock(mutex_);
    std::erase_if(slots_, [](const std::weak_ptr<Slot>& gone) { return gone.expired(); });
    const auto costs_more = [&](const std::weak_ptr<Slot>& other) {
        const SlotPtr there = other.lock();
        return there && there->receiver.cost > slot->receiver.cost;
    };
    slots_.insert(std::ranges::find_if(slots_, costs_more), slot);
    return slot;
}

DatagramReceivers::SlotPtr DatagramReceivers::find(BytesView datagram) const {
    const std::scoped_lock lock(mutex_);
    for (const std::weak_ptr<Slot>& each : slots_) {
        SlotPtr slot = each.lock();
        if (slot && slot->receiver.recognises(datagram)) return slot;
    }
    return nullptr;
}

bool DatagramReceivers::hand_over(const SlotPtr& slot, Datagram datagram) {
    if (slot->waiting.fetch_add(1) >= DatagramPort::max_waiting) {
        slot->waiting.fetch_sub(1);
        return false;
    }
    // The slot goes with its handle, on this strand: then nothing is left to be called.
    asio::post(slot->receiver.strand,
               [weak = std::weak_ptr(slot), datagram = std::move(datagram)]() mutable {
                   const SlotPtr there = weak.lock();
                   if (!there) return;
                   there->waiting.fetch_sub(1);
                   there->receiver.receive(std::move(datagram));
               });
    return true;
}

}  // namespace plexus::inline v1::net
