#include <api/async/task_scope.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>
#include <kit/http/server.hpp>

#include <plugins/rpc/dispatch/http_door.hpp>
#include <plugins/rpc/methods/eth_methods.hpp>
#include <plugins/rpc/methods/log_methods.hpp>
#include <plugins/rpc/methods/node_methods.hpp>

namespace {

using namespace plexus;
using namespace plexus::rpc_server;

/// JSON-RPC over HTTP for wallets, libraries and scripts, as go-ethereum speaks it.
class RpcServer final : public Plugin {
public:
    static constexpr std::array provides{rpc::MethodProvider::key};
    static constexpr std::array needs{one<chain::ChainProfile>, one<chain::ChainReader>,
                                      maybe<net::PeerPool>, maybe<chain::HeadTracker>,
                                      all<rpc::MethodProvider>};

    static constexpr Option<bool> http_on{
        .name = "http", .fallback = false, .help = "serve JSON-RPC over HTTP"};
    static constexpr Option<std::string> http_addr{
        .name = "http-addr",
        .fallback = "127.0.0.1",
        .help = "IP address to serve it on; there is no TLS: a proxy does that"};
    static constexpr Option<std::uint16_t> http_port{
        .name = "http-port", .fallback = 8545, .help = "TCP port of the same; 0: any free one"};
    static constexpr Option<std::vector<std::string>> http_api{
        .name = "http-api",
        .fallback = "eth,net,web3",
        .help = "namespaces that are served: what stands before the '_' of a method"};
    static constexpr Option<std::vector<std::string>> http_corsdomain{
        .name = "http-corsdomain", .help = "origins whose pages browsers let read answers; *: any"};
    static constexpr Option<std::vector<std::string>> http_vhosts{
        .name = "http-vhosts",
        .fallback = "localhost",
        .help = "names under which browsers may ask; *: any. IP addresses always pass"};
    static constexpr Option<std::uint64_t> chain_id{
        .name = "chain-id", .help = "what eth_chainId answers; 0: the network id"};
    static constexpr Option<std::size_t> transactions{
        .name = "transactions",
        .fallback = 1'000'000,
        .minimum = 1,
        .maximum = 100'000'000,
        .help = "how many of the newest mined transactions are found by hash; 100 bytes each"};
    static constexpr OptionList options{http_on,         http_addr,   http_port, http_api,
                                        http_corsdomain, http_vhosts, chain_id,  transactions};

    explicit RpcServer(Host& host)
        : host_(host),
          log_(host.logger()),
          blocks_(host.get<chain::ChainReader>(), host.runtime()),
          index_(host[transactions]),
          dispatcher_(host, CallLimits{}, host[http_api]),
          door_(dispatcher_, host[http_vhosts], host[http_corsdomain]),
          endpoint_(http::address_of(host[http_addr], "rpc.http-addr"), host[http_port]),
          server_(host.strand(), host.logger(), http::Limits{},
                  [this](http::Request request) { return door_.answer(std::move(request)); }),
          tasks_(host.strand()) {
        const auto& profile = host.get<chain::ChainProfile>();
        const std::uint64_t id = host[chain_id] != 0 ? host[chain_id] : profile.network_id();
        add_node_methods(methods_, {profile, host.find<net::PeerPool>()});
        add_eth_methods(methods_,
                        {blocks_, index_, host.runtime(), host.find<chain::HeadTracker>(), id});
        add_log_methods(methods_, blocks_);
        host.publish<rpc::MethodProvider>(methods_);
    }

    awaitable<void> start() override {
        if (!serves()) co_return;
        server_.listen(endpoint_, "rpc", "rpc.http-addr or rpc.http-port");
        PLEXUS_LOG(log_, info) << "serving JSON-RPC over HTTP"
                               << kv("endpoint", server_.endpoint());
    }

    awaitable<void> run() override {
        if (host_.purpose() != Purpose::node) co_return;
        tasks_.spawn("rpc index", index_.follow(blocks_));
        if (serves()) tasks_.spawn("rpc http", server_.serve());
        co_await tasks_.serve();
    }

private:
    bool serves() const { return host_.purpose() == Purpose::node && host_[http_on]; }

    Host& host_;
    Logger log_;
    Blocks blocks_;
    TransactionIndex index_;
    MethodTable methods_;
    Dispatcher dispatcher_;
    HttpDoor door_;
    asio::ip::tcp::endpoint endpoint_;
    http::Server server_;
    TaskScope tasks_;
};

}  // namespace

PLEXUS_PLUGIN(RpcServer, "rpc", PLEXUS_PLUGIN_VERSION,
              "JSON-RPC over HTTP, as go-ethereum speaks it");
