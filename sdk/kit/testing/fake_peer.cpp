#include "fake_peer.hpp"

#include <api/async/within.hpp>

namespace plexus::testing {

FakePeer::FakePeer(Loop& loop, net::Node node, net::Direction direction)
    : FakePeer(asio::make_strand(loop.executor()), std::move(node), direction) {}

FakePeer::FakePeer(Executor strand, net::Node node, net::Direction direction)
    : node_(std::move(node)),
      direction_(direction),
      strand_(std::move(strand)),
      changed_(strand_) {}

net::ProtocolSessionPtr FakePeer::session(net::CapabilityInfo capability) {
    return std::make_shared<FakeProtocolSession>(shared_from_this(), std::move(capability));
}

void FakePeer::report(net::PeerReport report) {
    const std::scoped_lock lock(mutex_);
    events.push_back(report.event);
    reports.push_back(std::move(report));
}

bool FakePeer::connected() const noexcept {
    const std::scoped_lock lock(mutex_);
    return !reason;
}

void FakePeer::disconnect(net::Reason why) {
    std::map<Identity, std::shared_ptr<void>> gone;  // destroyed after the lock is given back
    const std::scoped_lock lock(mutex_);
    if (!reason) reason = why;
    gone.swap(handles_);
    changed_.notify();
}

Result<void> FakePeer::put(const ServiceKey& key, std::shared_ptr<void> handle) {
    const std::scoped_lock lock(mutex_);
    if (reason) return make_error_code(Errc::peer_gone);
    handles_[{key.name, key.major}].swap(handle);
    changed_.notify();
    return {};
}

std::shared_ptr<void> FakePeer::find_handle(const ServiceKey& key) const {
    const std::scoped_lock lock(mutex_);
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

void FakeProtocolSession::report(net::PeerReport report) {
    report.capability = capability_.name;
    report.version = capability_.version;
    fake_->report(std::move(report));
}

Result<void> FakeProtocolSession::offer_handle(const ServiceKey& key,
                                               std::shared_ptr<void> handle) {
    return fake_->put(key, std::move(handle));
}

void FakeProtocolSession::withdraw_handle(const ServiceKey& key) { (void)fake_->put(key, nullptr); }

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

awaitable<Result<void>> FakePipe::queue_below(std::size_t bytes) {
    if (!link_) co_return make_error_code(Errc::peer_gone);
    co_return co_await link_->queue_below(bytes);
}

}  // namespace plexus::testing
