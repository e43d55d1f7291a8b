#include "mapper.hpp"

#include <utility>

#include <api/async/blocking.hpp>
#include <kit/net/address_class.hpp>

namespace plexus::nat {

Mapper::Mapper(Runtime& runtime, net::LocalNode& self, FindRouter find, Metrics& metrics,
               Logger logger)
    : runtime_(runtime),
      self_(self),
      find_(std::move(find)),
      log_(std::move(logger)),
      mapped_(metrics.gauge({"plexus_nat_mapped_ports", "Ports that the router forwards to us"})),
      failed_(metrics.counter({"plexus_nat_failures_total",
                               "Requests for a port or the external address that failed"})) {}

awaitable<void> Mapper::run(Ports listening) {
    internal_ = listening;
    while (true) {
        if (!router_) co_await find();
        if (router_) co_await renew();
        const Duration wait = pause();
        co_await sleep_for(wait);
    }
}

Duration Mapper::pause() const {
    if (!router_) return search;
    return is_unheard_ ? Duration{retry} : Duration{renewal};
}

awaitable<void> Mapper::find() {
    auto look = [find = find_] { return find(); };
    router_ = co_await on_blocking(runtime_, std::move(look));
    failures_ = 0;
    if (router_ || std::exchange(told_of_search_, true)) co_return;
    PLEXUS_LOG(log_, info) << "no router opens ports for this node; forward its port by hand, or "
                              "let dialled peers do"
                           << kv("tcp_port", internal_.tcp) << kv("udp_port", internal_.udp);
}

Result<Mapper::Opened> Mapper::open(Router& router, const Ports& internal, const Ports& last) {
    const Result<asio::ip::address> address = router.external_address();
    if (!address) return address.error();
    Opened opened;
    opened.address = *address;
    // Behind a second router a port that this one opens leads nowhere.
    if (net::class_of(opened.address) != net::AddressClass::global) return opened;
    bool any = false;
    const auto map = [&](Protocol protocol, std::uint16_t port, std::uint16_t wish) {
        if (port == 0) return std::uint16_t{0};
        const Result<std::uint16_t> external =
            router.map(protocol, port, wish != 0 ? wish : port, lifetime);
        any = any || external;
        if (external) return *external;
        opened.error = external.error();
        // Without a response the router has it still: a mapping lasts for several renewals.
        return opened.error == Errc::timed_out ? wish : std::uint16_t{0};
    };
    opened.external.tcp = map(Protocol::tcp, internal.tcp, last.tcp);
    opened.external.udp = map(Protocol::udp, internal.udp, last.udp);
    if (opened.error && !any) return opened.error;
    return opened;
}

awaitable<void> Mapper::renew() {
    auto work = [router = router_, internal = internal_, last = external_] {
        return open(*router, internal, last);
    };
    const Result<Opened> opened = co_await on_blocking(runtime_, std::move(work));
    if (opened) {
        take(*opened);
    } else {
        lose(opened.error());
    }
}

void Mapper::take(const Opened& opened) {
    failures_ = 0;
    if (opened.error) failed_.add();
    is_unheard_ = opened.error == Errc::timed_out;
    const bool moved = opened.address != address_;
    const bool same = !moved && external_ == opened.external;
    address_ = opened.address;
    external_ = opened.external;
    mapped_.set((external_.tcp != 0 ? 1 : 0) + (external_.udp != 0 ? 1 : 0));
    if (net::class_of(address_) == net::AddressClass::global) {
        if (!same) publish();
        return;
    }
    self_.forget_external(net::AddressSource::mapped);
    if (!moved) return;
    PLEXUS_LOG(log_, warn)
        << "the router has no public address itself, so its ports lead nowhere; forward the port "
           "at the router behind it too, or set --external-ip"
        << kv("router_address", address_);
}

void Mapper::publish() {
    net::Endpoint endpoint;
    endpoint.address = address_;
    endpoint.tcp_port = external_.tcp;
    endpoint.udp_port = external_.udp;
    self_.set_external(net::AddressSource::mapped, endpoint);
    PLEXUS_LOG(log_, info) << "the router forwards ports to this node" << kv("by", router_->name())
                           << kv("address", address_) << kv("tcp_port", external_.tcp)
                           << kv("udp_port", external_.udp);
}

void Mapper::lose(const ErrorCode& error) {
    failed_.add();
    is_unheard_ = false;
    if (++failures_ <= most_failures) return;
    PLEXUS_LOG(log_, warn) << "the router does not open ports any more" << kv("by", router_->name())
                           << kv("error", error.message());
    withdraw();
    router_.reset();
}

void Mapper::withdraw() {
    self_.forget_external(net::AddressSource::mapped);
    address_ = asio::ip::address{};
    external_ = {};
    mapped_.set(0);
}

awaitable<void> Mapper::remove() {
    const std::shared_ptr<Router> router = std::exchange(router_, nullptr);
    if (!router || external_ == Ports{}) co_return;
    auto work = [router, internal = internal_, external = external_] {
        bool removed = true;
        const auto unmap = [&](Protocol protocol, std::uint16_t inside, std::uint16_t outside) {
            if (outside != 0 && !router->unmap(protocol, inside, outside)) removed = false;
        };
        unmap(Protocol::tcp, internal.tcp, external.tcp);
        unmap(Protocol::udp, internal.udp, external.udp);
        return removed;
    };
    const bool removed = co_await on_blocking(runtime_, std::move(work));
    withdraw();
    if (removed) {
        PLEXUS_LOG(log_, info) << "the router has closed the ports" << kv("by", router->name());
    } else {
        PLEXUS_LOG(log_, warn) << "the router did not close the ports; it forgets them in minutes"
                               << kv("by", router->name());
    }
}

}  // namespace plexus::nat
