#include <iostream>

#include <api/net/local_node.hpp>
#include <api/plugin/export.hpp>

#include "ping.hpp"
#include "transport.hpp"

namespace {

using namespace plexus;

/// Makes authenticated links over TCP.
class Rlpx final : public Plugin {
public:
    static constexpr std::array provides{net::Transport::key, net::MemoryBudget::key};
    static constexpr std::array needs{one<net::LocalNode>};
    static constexpr std::array commands{
        Command{"ping", "ENODE", "shake hands with a node and print its Hello", FolderUse::shared}};

    static constexpr Option<bool> accepts{
        .name = "listen",
        .fallback = true,
        .help = "accept connections, on the address and port of the local node"};
    static constexpr Option<ByteSize> memory{
        .name = "memory",
        .fallback = {rlpx::default_memory},
        .minimum = 16_MiB,
        .help =
            "what all peers together make the node hold of messages that come in, wait to be "
            "handled or wait to be sent; beyond it peers that hold more than an equal part have to "
            "wait"};
    static constexpr OptionList options{accepts, memory};

    explicit Rlpx(Host& host)
        : host_(host),
          local_(host.get<net::LocalNode>()),
          transport_(local_, host.runtime().executor(), host.metrics(), host.logger(),
                     rlpx::Deadlines{}, host[memory].bytes) {
        host.publish<net::Transport>(transport_);
        host.publish<net::MemoryBudget>(transport_.memory());
    }

    awaitable<void> start() override {
        if (host_[accepts] && host_.purpose() == Purpose::node) transport_.listen();
        co_return;
    }

    awaitable<void> stop() override {
        transport_.stop();
        co_return;
    }

    awaitable<int> command(std::string, std::vector<std::string> arguments) override {
        if (arguments.size() != 1) {
            std::cerr << "plexus ping: expected one argument, the enode of a node\n";
            co_return 2;
        }
        rlpx::RlpxTransport transport(local_, host_.runtime().executor(), host_.metrics(),
                                      host_.logger(), rlpx::ping_deadlines());
        co_return co_await rlpx::ping(transport, std::move(arguments.front()));
    }

private:
    Host& host_;
    net::LocalNode& local_;
    rlpx::RlpxTransport transport_;
};

}  // namespace

PLEXUS_PLUGIN(Rlpx, "rlpx", PLEXUS_PLUGIN_VERSION, "RLPx over TCP: encrypted links to other nodes");
