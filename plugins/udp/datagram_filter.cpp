#include "datagram_filter.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/net/address_class.hpp>

namespace plexus::udp {

DatagramFilter::DatagramFilter(std::uint64_t secret) : stranger_limit_(stranger_rate, secret) {}

void DatagramFilter::add_proven(const asio::ip::address& host) {
    const std::scoped_lock lock(mutex_);
    const net::Prefix key = net::host_of(host);
    if (proven_.find(key) == nullptr) proven_.put(key, net::TokenBucket{proven_rate});
}

void DatagramFilter::add_requested(const asio::ip::address& host, unsigned datagrams,
                                   SteadyTime now) {
    const std::scoped_lock lock(mutex_);
    const net::Prefix key = net::host_of(host);
    Requested* const open = requested_.find(key);
    if (open == nullptr) {
        requested_.put(key, {now, datagrams});
        return;
    }
    const unsigned left = now - open->at < response_time ? open->datagrams : 0;
    *open = {now, left + datagrams};
}

bool DatagramFilter::is_closed_to(const asio::ip::address& sender, SteadyTime now) {
    if (sender.is_loopback()) return false;
    const std::scoped_lock lock(mutex_);
    if (strangers_budget_.available(now) >= 1) return false;
    const net::Prefix host = net::host_of(sender);
    return proven_.find(host) == nullptr && requested_.find(host) == nullptr;
}

DropReason DatagramFilter::check(BytesView datagram, const asio::ip::address& sender,
                                 SteadyTime now) {
    if (sender.is_loopback()) return DropReason::none;
    const Hash256 hash = crypto::keccak256(datagram);
    const std::scoped_lock lock(mutex_);
    const SteadyTime* const last = seen_.find(hash);
    if (last != nullptr && now - *last < replay_time) return DropReason::repeated;
    const DropReason reason = count(sender, now);
    if (reason == DropReason::none) seen_.put(hash, now);
    return reason;
}

DropReason DatagramFilter::count(const asio::ip::address& sender, SteadyTime now) {
    const net::Prefix host = net::host_of(sender);
    if (net::TokenBucket* const own = proven_.find(host)) {
        if (own->take(now) && proven_budget_.take(now)) return DropReason::none;
    }
    if (is_response(host, now)) return DropReason::none;
    if (!stranger_limit_.take(sender, now)) return DropReason::rate_limit;
    return strangers_budget_.take(now) ? DropReason::none : DropReason::budget;
}

bool DatagramFilter::is_response(const net::Prefix& host, SteadyTime now) {
    Requested* const open = requested_.find(host);
    if (open == nullptr || now - open->at >= response_time || open->datagrams == 0) return false;
    if (!responses_budget_.take(now)) return false;
    --open->datagrams;
    return true;
}

}  // namespace plexus::udp
