#include "host_names.hpp"

#include <netdb.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <mutex>
#include <thread>

#include <api/async/event.hpp>
#include <api/async/within.hpp>

namespace plexus::inline v1::net {
namespace {

/// Names of which the last lookup is kept; a node is configured with a few.
constexpr std::size_t most_known = 256;

/// Threads that wait for the system at once; with dead name servers each waits for half a minute.
constexpr int most_threads = 16;
std::atomic<int> threads{0};

struct Waiter;

/// What the thread and the coroutine share. The coroutine may end first, and its loop with it: then
/// the thread must touch neither.
struct Shared {
    std::mutex mutex;
    Waiter* waiter = nullptr;  ///< null: the caller no longer waits
};

/// The coroutine's part; it stays in the coroutine's frame.
struct Waiter {
    Waiter(const Executor& on, std::shared_ptr<Shared> with)
        : executor(on), ended(on), shared(std::move(with)) {
        shared->waiter = this;
    }
    ~Waiter() {
        const std::scoped_lock lock(shared->mutex);
        shared->waiter = nullptr;
    }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    Executor executor;
    Event ended;
    bool done = false;
    Result<HostAddresses> outcome = make_error_code(Errc::timed_out);
    std::shared_ptr<Shared> shared;
};

HostAddresses addresses_of(const addrinfo* first) {
    HostAddresses addresses;
    for (const addrinfo* entry = first; entry != nullptr; entry = entry->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        if (entry->ai_addrlen > endpoint.capacity()) continue;
        std::copy_n(reinterpret_cast<const unsigned char*>(entry->ai_addr), entry->ai_addrlen,
                    reinterpret_cast<unsigned char*>(endpoint.data()));
        addresses.push_back(endpoint.address());
    }
    return addresses;
}

ErrorCode error_of(int status) {
    if (status == EAI_AGAIN) return asio::error::host_not_found_try_again;
    if (status == EAI_FAIL || status == EAI_MEMORY || status == EAI_SYSTEM) {
        return asio::error::no_recovery;
    }
    return asio::error::host_not_found;
}

Result<HostAddresses> resolve(const std::string& name) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* first = nullptr;
    const int status = ::getaddrinfo(name.c_str(), nullptr, &hints, &first);
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> list{first, &::freeaddrinfo};
    if (status != 0) return error_of(status);
    HostAddresses addresses = addresses_of(list.get());
    if (addresses.empty()) return ErrorCode{asio::error::host_not_found};
    return addresses;
}

void look_up(const std::shared_ptr<Shared>& shared, const std::string& name) {
    Result<HostAddresses> outcome = resolve(name);
    const std::scoped_lock lock(shared->mutex);
    if (shared->waiter == nullptr) return;
    // The waiter is there, so its loop is too. It is looked for again on its strand, where it ends.
    asio::post(shared->waiter->executor, [shared, outcome = std::move(outcome)]() mutable {
        if (shared->waiter == nullptr) return;
        shared->waiter->outcome = std::move(outcome);
        shared->waiter->done = true;
        shared->waiter->ended.notify();
    });
}

awaitable<Result<HostAddresses>> wait_for_system(std::string name) {
    if (threads.fetch_add(1) >= most_threads) {
        --threads;
        co_return make_error_code(Errc::limit_exceeded);
    }
    const Executor executor = co_await asio::this_coro::executor;
    const auto shared = std::make_shared<Shared>();
    Waiter waiter(executor, shared);
    std::thread([shared, name = std::move(name)] {
        look_up(shared, name);
        --threads;
    }).detach();
    while (!waiter.done) co_await waiter.ended.wait();
    co_return std::move(waiter.outcome);
}

}  // namespace

awaitable<Result<HostAddresses>> look_up_host(std::string name) {
    auto waiting = wait_for_system(std::move(name));
    co_return co_await within(lookup_timeout, std::move(waiting));
}

HostNames::HostNames(HostLookup lookup) : lookup_(std::move(lookup)), known_(most_known) {}

awaitable<Result<HostAddresses>> HostNames::addresses(std::string name) {
    const Executor executor = co_await asio::this_coro::executor;
    Clock& clock = Clock::of(executor);
    const Known* known = known_.find(name);
    if (known != nullptr && clock.now() - known->at < fresh_for) co_return known->outcome;
    Known fresh;
    fresh.outcome = co_await lookup_(name);
    fresh.at = clock.now();
    Result<HostAddresses> outcome = fresh.outcome;
    known_.put(name, std::move(fresh));
    co_return outcome;
}

awaitable<Result<Node>> HostNames::resolve(Node node, std::string name) {
    if (name.empty()) co_return node;
    const Result<HostAddresses> found = co_await addresses(std::move(name));
    if (!found) co_return found.error();
    set_addresses(node, *found);
    co_return node;
}

void set_addresses(Node& node, const HostAddresses& addresses) {
    const std::uint16_t tcp_port = node.endpoint().tcp_port;
    const std::uint16_t udp_port = node.endpoint().udp_port;
    node.ip4 = {{}, tcp_port, udp_port};
    node.ip6 = {};
    for (const asio::ip::address& address : addresses) {
        Endpoint& endpoint = address.is_v6() ? node.ip6 : node.ip4;
        if (!endpoint.known()) endpoint = {address, tcp_port, udp_port};
    }
}

}  // namespace plexus::inline v1::net
