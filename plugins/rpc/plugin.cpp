#include <api/async/await_on.hpp>
#include <api/async/task_scope.hpp>
#include <api/eth/handlers.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>
#include <kit/http/server.hpp>

#include <plugins/rpc/dispatch/http_door.hpp>
#include <plugins/rpc/dispatch/ws_door.hpp>
#include <plugins/rpc/methods/eth_methods.hpp>
#include <plugins/rpc/methods/log_methods.hpp>
#include <plugins/rpc/methods/node_methods.hpp>

namespace {

using namespace plexus;
using namespace plexus::rpc_server;

/// JSON-RPC over HTTP and WebSocket for wallets, libraries and scripts, as go-ethereum speaks it.
class RpcServer final : public Plugin, public eth::TxHandler {
public:
    static constexpr std::array provides{rpc::MethodProvider::key, eth::TxHandler::key};
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
        .name = "http-port", .fallback = 8545, .help = "TCP port to serve it on; 0: any free one"};
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
    static constexpr Option<std::size_t> indexed{
        .name = "transactions",
        .fallback = 1'000'000,
        .minimum = 1,
        .maximum = 100'000'000,
        .help = "how many of the newest mined transactions are found by hash; 100 bytes each"};
    static constexpr Option<bool> ws_on{
        .name = "ws",
        .fallback = false,
        .help = "serve JSON-RPC over WebSocket, with subscriptions"};
    static constexpr Option<std::string> ws_addr{
        .name = "ws-addr",
        .fallback = "127.0.0.1",
        .help = "IP address to serve it on; there is no TLS: a proxy does that"};
    static constexpr Option<std::uint16_t> ws_port{
        .name = "ws-port", .fallback = 8546, .help = "TCP port to serve it on; 0: any free one"};
    static constexpr Option<std::vector<std::string>> ws_api{
        .name = "ws-api", .fallback = "eth,net,web3", .help = "as http-api, for WebSocket"};
    static constexpr Option<std::vector<std::string>> ws_origins{
        .name = "ws-origins",
        .fallback = "http://localhost",
        .help = "origins whose pages may connect, with any port if they name none; *: any"};
    static constexpr OptionList options{
        ws_on,     ws_addr,  ws_port,         ws_api,      ws_origins, http_on, http_addr,
        http_port, http_api, http_corsdomain, http_vhosts, chain_id,   indexed};

    explicit RpcServer(Host& host)
        : host_(host),
          log_(host.logger()),
          blocks_(host.get<chain::ChainReader>(), host.runtime()),
          index_(host[indexed]),
          dispatcher_(host, CallLimits{}, host[http_api]),
          door_(dispatcher_, host[http_vhosts], host[http_corsdomain]),
          endpoint_(http::address_of(host[http_addr], "rpc.http-addr"), host[http_port]),
          server_(host.strand(), host.logger(), http::Limits{},
                  [this](http::Request request) { return door_.answer(std::move(request)); }),
          hub_(host.metrics()),
          ws_dispatcher_(host, CallLimits{}, host[ws_api]),
          ws_door_(ws_dispatcher_, hub_, host[http_vhosts], host[ws_origins]),
          ws_endpoint_(http::address_of(host[ws_addr], "rpc.ws-addr"), host[ws_port]),
          ws_server_(host.strand(), host.logger(), http::Limits{}, &only_upgrades, upgrades()),
          tasks_(host.strand()) {
        const auto& profile = host.get<chain::ChainProfile>();
        const std::uint64_t id = host[chain_id] != 0 ? host[chain_id] : profile.network_id();
        add_node_methods(methods_, {profile, host.find<net::PeerPool>()});
        add_eth_methods(methods_,
                        {blocks_, index_, host.runtime(), host.find<chain::HeadTracker>(), id});
        add_log_methods(methods_, blocks_);
        host.publish<rpc::MethodProvider>(methods_);
        host.publish<eth::TxHandler>(*this);
    }

    awaitable<void> start() override {
        if (serves(ws_on)) {
            ws_server_.listen(ws_endpoint_, "rpc", "rpc.ws-addr or rpc.ws-port");
            PLEXUS_LOG(log_, info)
                << "serving JSON-RPC over WebSocket" << kv("endpoint", ws_server_.endpoint());
        }
        if (!serves(http_on)) co_return;
        server_.listen(endpoint_, "rpc", "rpc.http-addr or rpc.http-port");
        PLEXUS_LOG(log_, info) << "serving JSON-RPC over HTTP"
                               << kv("endpoint", server_.endpoint());
    }

    awaitable<void> run() override {
        if (host_.purpose() != Purpose::node) co_return;
        tasks_.spawn("rpc index", index_.follow(blocks_));
        if (serves(http_on)) tasks_.spawn("rpc http", server_.serve());
        if (serves(ws_on)) {
            tasks_.spawn("rpc heads", hub_.follow(blocks_));
            tasks_.spawn("rpc websocket", ws_server_.serve());
        }
        co_await tasks_.serve();
    }

    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin&, std::span<const eth::RawTransaction> transactions) override {
        if (serves(ws_on)) {
            auto there = tell(transactions);
            co_await await_on(host_.strand(), std::move(there));
        }
        co_return eth::ValidationResult::ignore;  // others check them
    }

private:
    bool serves(const Option<bool>& option) const {
        return host_.purpose() == Purpose::node && host_[option];
    }

    awaitable<void> tell(std::span<const eth::RawTransaction> transactions) {
        hub_.on_transactions(transactions);
        co_return;
    }

    static awaitable<http::Response> only_upgrades(http::Request) {
        co_return http::text_response(400, "only WebSocket is spoken here\n");
    }

    http::WebSocketService upgrades() {
        http::WebSocketService service;
        service.admit = [this](const http::Request& request) { return ws_door_.admit(request); };
        service.serve = [this](std::shared_ptr<http::WebSocket> socket) {
            return ws_door_.serve(std::move(socket));
        };
        return service;
    }

    Host& host_;
    Logger log_;
    Blocks blocks_;
    TransactionIndex index_;
    MethodTable methods_;
    Dispatcher dispatcher_;
    HttpDoor door_;
    asio::ip::tcp::endpoint endpoint_;
    http::Server server_;
    Hub hub_;
    Dispatcher ws_dispatcher_;
    WsDoor ws_door_;
    asio::ip::tcp::endpoint ws_endpoint_;
    http::Server ws_server_;
    TaskScope tasks_;
};

}  // namespace

PLEXUS_PLUGIN(RpcServer, "rpc", PLEXUS_PLUGIN_VERSION,
              "JSON-RPC over HTTP and WebSocket, as go-ethereum speaks it");
