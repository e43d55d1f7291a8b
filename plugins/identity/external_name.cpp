#include "external_name.hpp"

#include <algorithm>

namespace plexus::identity {
namespace {

/// Systems have their own names in /etc/hosts, at an address at which nobody else finds them.
bool leads_nowhere(const net::HostAddresses& addresses, const asio::ip::address& listening) {
    return !listening.is_loopback() &&
           std::ranges::all_of(addresses, &asio::ip::address::is_loopback);
}

}  // namespace

ExternalName::ExternalName(std::string name, net::LocalNode& local, Logger logger,
                           net::HostLookup lookup)
    : name_(std::move(name)), local_(local), log_(std::move(logger)), lookup_(std::move(lookup)) {}

awaitable<void> ExternalName::look_up() {
    Result<net::HostAddresses> addresses = co_await lookup_(name_);
    if (addresses && leads_nowhere(*addresses, local_.listen_address())) {
        addresses = make_error_code(Errc::invalid_data);
    }
    if (!addresses) {
        if (!std::exchange(warned_, true)) {
            PLEXUS_LOG(log_, warn)
                << "the host name of identity.external-ip has no address for others; it is looked "
                   "up again later"
                << kv("host", name_) << kv("error", addresses.error().message());
        }
        co_return;
    }
    warned_ = false;
    net::Node found;
    net::set_addresses(found, *addresses);
    if (found != known_) set(found);
}

void ExternalName::set(const net::Node& found) {
    const bool lost =
        (known_.ip4.known() && !found.ip4.known()) || (known_.ip6.known() && !found.ip6.known());
    if (lost) local_.forget_external(net::AddressSource::configured);
    for (const net::Endpoint& endpoint : found.endpoints()) {
        local_.set_external(net::AddressSource::configured, endpoint);
        PLEXUS_LOG(log_, info) << "external address" << kv("host", name_)
                               << kv("address", endpoint.address);
    }
    known_ = found;
}

awaitable<void> ExternalName::keep() {
    while (true) {
        co_await sleep_for(interval);
        co_await look_up();
    }
}

}  // namespace plexus::identity
