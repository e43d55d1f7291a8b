#include "handshake.hpp"

#include <api/async/within.hpp>

namespace plexus::testing {
namespace {

/// @spec go-ethereum p2p: 5 s for the RLPx handshake, 5 s for the exchange of Hello
constexpr std::chrono::seconds step_limit{5};

ErrorCode refuse(const HandshakeOptions& options, net::Reason reason) {
    options.wire.out().push(Disconnect{reason});
    return make_error_code(Errc::refused);
}

/// A packet of this type, or the reason that the remote gave in a disconnect instead.
template <class T>
awaitable<Result<T>> expect(const HandshakeOptions& options) {
    Result<Packet> packet = co_await within(step_limit, options.wire.in().pop());
    if (!packet) co_return packet.error();
    if (auto* wanted = std::get_if<T>(&*packet)) co_return std::move(*wanted);
    if (const auto* disconnect = std::get_if<Disconnect>(&*packet)) {
        co_return make_error_code(disconnect->reason);
    }
    co_return make_error_code(Errc::malformed);
}

awaitable<Result<net::NodeId>> exchange_identities(const HandshakeOptions& options) {
    options.wire.out().push(NodeKey{options.ours.id});
    const Result<NodeKey> remote = co_await expect<NodeKey>(options);
    if (!remote) co_return remote.error();
    const bool dialled = options.wire.side() == WireEnd::Side::dialled;
    if (dialled && remote->id != options.node.id) co_return make_error_code(Errc::bad_key);
    if (const auto reason = options.filter(remote->id)) co_return refuse(options, *reason);
    co_return remote->id;
}

}  // namespace

awaitable<Result<net::LinkPtr>> shake_hands(HandshakeOptions options) {
    const Result<net::NodeId> id = co_await exchange_identities(options);
    if (!id) co_return id.error();
    options.wire.out().push(options.ours);
    Result<net::Hello> hello = co_await expect<net::Hello>(options);
    if (!hello) co_return hello.error();
    if (const auto reason = options.filter(*id)) co_return refuse(options, *reason);
    options.node.id = *id;
    net::LinkPtr link = std::make_unique<MemoryLink>(std::move(options.wire), std::move(*hello),
                                                     options.node, options.limits);
    co_return Result<net::LinkPtr>(std::move(link));
}

}  // namespace plexus::testing
