#include "fake_peer.hpp"

#include <api/async/within.hpp>

namespace plexus::testing {

FakePeer::FakePeer(Loop& loop, net::Node node, net::Direction direction)
    : node_(std::move(node)),
      direction_(direction),
      strand_(asio::make_strand(loop.executor())),
      changed_(strand_) {}

void FakePeer::disconnect(net::Reason why) {
    if (!reason) reason = why;
    facets_.clear();
    changed_.notify();
}

void FakePeer::withdraw(const ServiceKey& key) { facets_.erase({key.name, key.major}); }

void FakePeer::offer_facet(const ServiceKey& key, std::shared_ptr<void> facet) {
    if (reason) return;
    facets_[{key.name, key.major}] = std::move(facet);
    changed_.notify();
}

std::shared_ptr<void> FakePeer::find_facet(const ServiceKey& key) const {
    const auto found = facets_.find({key.name, key.major});
    return found == facets_.end() ? nullptr : found->second;
}

awaitable<Result<std::shared_ptr<void>>> FakePeer::look_for(ServiceKey key) {
    while (connected()) {
        std::shared_ptr<void> facet = find_facet(key);
        if (facet) co_return Result<std::shared_ptr<void>>(std::move(facet));
        co_await changed_.wait();
    }
    co_return make_error_code(Errc::peer_gone);
}

awaitable<Result<std::shared_ptr<void>>> FakePeer::await_facet(ServiceKey key, Duration limit) {
    const std::shared_ptr<FakePeer> self = shared_from_this();
    co_return co_await within(limit, self->look_for(key));
}

FakePipe::FakePipe(net::LinkPtr link)
    : link_(std::move(link)),
      any_size_([](std::uint64_t) { return std::optional{std::size_t{16} << 20U}; }) {}

awaitable<Result<net::Message>> FakePipe::receive() {
    if (!link_) co_return make_error_code(Errc::peer_gone);
    Result<net::Message> message = co_await link_->receive(any_size_);
    if (!message) co_return make_error_code(Errc::peer_gone);
    co_return Result<net::Message>(std::move(*message));
}

Result<void> FakePipe::post(net::SharedMessage message, net::Priority priority) {
    if (!link_) return make_error_code(Errc::peer_gone);
    return link_->post(std::move(message), 0, priority);
}

}  // namespace plexus::testing
