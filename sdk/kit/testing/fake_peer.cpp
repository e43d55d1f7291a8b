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
    handles_.clear();
    changed_.notify();
}

void FakePeer::withdraw(const ServiceKey& key) { handles_.erase({key.name, key.major}); }

void FakePeer::offer_handle(const ServiceKey& key, std::shared_ptr<void> handle) {
    if (reason) return;
    handles_[{key.name, key.major}] = std::move(handle);
    changed_.notify();
}

std::shared_ptr<void> FakePeer::find_handle(const ServiceKey& key) const {
    const auto found = handles_.find({key.name, key.major});
    return found == handles_.end() ? nullptr : found->second;
}

awaitable<Result<std::shared_ptr<void>>> FakePeer::look_for(ServiceKey key) {
    while (connected()) {
        std::shared_ptr<void> handle = find_handle(key);
        if (handle) co_return Result<std::shared_ptr<void>>(std::move(handle));
        co_await changed_.wait();
    }
    co_return make_error_code(Errc::peer_gone);
}

awaitable<Result<std::shared_ptr<void>>> FakePeer::await_handle(ServiceKey key, Duration limit) {
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
