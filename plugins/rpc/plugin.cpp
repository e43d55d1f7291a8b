#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>

#include <api/async/await_on.hpp>
#include <api/async/task_scope.hpp>
#include <api/eth/handlers.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>
#include <kit/http/server.hpp>
#include <kit/jsonrpc/ipc_server.hpp>

#include <plugins/rpc/feeds/chain_feed.hpp>
#include <plugins/rpc/feeds/filters.hpp>
#include <plugins/rpc/feeds/peer_feed.hpp>
#include <plugins/rpc/methods/bsc_methods.hpp>
#include <plugins/rpc/methods/config_methods.hpp>
#include <plugins/rpc/methods/eth_methods.hpp>
#include <plugins/rpc/methods/fee_methods.hpp>
#include <plugins/rpc/methods/log_methods.hpp>
#include <plugins/rpc/methods/node_methods.hpp>
#include <plugins/rpc/methods/txpool_methods.hpp>
#include <plugins/rpc/settable.hpp>
#include <plugins/rpc/transports/http_transport.hpp>
#include <plugins/rpc/transports/ws_transport.hpp>

namespace {

using namespace plexus;
using namespace plexus::rpc_server;

/// The owner of the socket may do everything with it, and more connections than one.
jsonrpc::IpcLimits ipc_limits() {
    jsonrpc::IpcLimits limits;
    limits.connections = 64;
    return limits;
}

/// As go-ethereum has it, no limits of batches for the node's owner.
jsonrpc::CallLimits ipc_calls() {
    jsonrpc::CallLimits limits;
    limits.batch = 0;
    limits.batch_bytes = std::numeric_limits<std::size_t>::max();
    return limits;
}

/// Bots look for nodes whose operator's methods anybody may call.
void check_exposure(const asio::ip::address& address, const std::vector<std::string>& namespaces,
                    const std::string& transport) {
    if (address.is_loopback()) return;
    for (const char* space : {"admin", "plexus"}) {
        if (std::ranges::find(namespaces, space) == namespaces.end()) continue;
        throw ConfigError("rpc." + transport + "-api: everybody who reaches " +
                          address.to_string() + " could call the methods of '" + space +
                          "'; leave it out, listen on 127.0.0.1, or say --rpc.public-admin");
    }
}

/// JSON-RPC over a Unix socket, HTTP and WebSocket for wallets, libraries and scripts, as
/// go-ethereum speaks it.
class RpcServer final : public Plugin,
                        public eth::TxHandler,
                        public eth::FinalityVoteObserver,
                        private Settable {
public:
    static constexpr std::array provides{rpc::MethodProvider::key, eth::TxHandler::key,
                                         chain::HeadObserver::key, eth::FinalityVoteObserver::key};
    static constexpr std::array needs{one<chain::ChainProfile>,      one<chain::ChainReader>,
                                      maybe<chain::ChainParameters>, maybe<chain::StoredHistory>,
                                      maybe<net::PeerPool>,          maybe<eth::TransactionPool>,
                                      maybe<chain::FinalityRules>,   all<rpc::MethodProvider>};

    static constexpr OptionList options{address_connections,
                                        bsc_methods,
                                        public_admin,
                                        batch_requests,
                                        batch_size,
                                        ipc_on,
                                        ipc_path,
                                        ws_on,
                                        ws_addr,
                                        ws_port,
                                        ws_api,
                                        ws_origins,
                                        http_on,
                                        http_addr,
                                        http_port,
                                        http_api,
                                        http_corsdomain,
                                        http_vhosts,
                                        chain_id,
                                        indexed};

    explicit RpcServer(Host& host)
        : host_(host),
          log_(host.logger()),
          finality_(host.find<chain::FinalityRules>()),
          blocks_(host.get<chain::ChainReader>(), host.runtime(), blobs_of(host), finality_),
          index_(host.find<chain::StoredHistory>(), host[indexed]),
          parts_{blocks_,
                 index_,
                 host.runtime(),
                 host.find<chain::StoredHistory>(),
                 host.find<net::PeerPool>(),
                 host.find<eth::TransactionPool>(),
                 chain_id_of(host),
                 finality_ != nullptr || host[bsc_methods] ? Extras::bsc : Extras::none},
          methods_(host.strand()),
          hub_(host.metrics(), parts_.extras == Extras::bsc ? Kinds::with_finality : Kinds::usual),
          chain_feed_(hub_, blocks_, index_, host.strand(), [this] { return syncing(parts_); }),
          peer_feed_(hub_),
          filters_(hub_, blocks_, Clock::of(host.strand())),
          method_index_(host),
          ipc_dispatcher_(host, method_index_, ipc_calls(), {}, &methods_),
          ipc_server_(host, ipc_dispatcher_, ipc_limits(),
                      [this](jsonrpc::Notify notify) {
                          return std::make_unique<Connection>(hub_, std::move(notify));
                      }),
          dispatcher_(host, method_index_, calls(host), host[http_api], &methods_),
          http_transport_(dispatcher_, host.runtime(), host[http_vhosts], host[http_corsdomain]),
          endpoint_(http::address_of(host[http_addr], "rpc.http-addr"), host[http_port]),
          server_(host.strand(), host.logger(), limits(host),
                  [this](http::Request request) {
                      return http_transport_.respond(std::move(request));
                  }),
          ws_dispatcher_(host, method_index_, calls(host), host[ws_api], &methods_),
          ws_transport_(ws_dispatcher_, hub_, host[http_vhosts], host[ws_origins], tasks_),
          ws_endpoint_(http::address_of(host[ws_addr], "rpc.ws-addr"), host[ws_port]),
          ws_server_(host.strand(), host.logger(), limits(host), &only_upgrades, upgrades()),
          tasks_(host.strand()) {
        const auto& profile = host.get<chain::ChainProfile>();
        add_node_methods(methods_, {profile, parts_.peers});
        add_eth_methods(methods_, parts_);
        if (parts_.extras == Extras::bsc) add_bsc_methods(methods_, parts_, finality_);
        add_config_methods(methods_, blocks_, profile, config_of(host));
        add_fee_methods(methods_, blocks_);
        add_log_methods(methods_, blocks_);
        add_txpool_methods(methods_, parts_.pool, host.runtime());
        filters_.add_methods(methods_);
        server_.count_in(clients_of(host, "http"));
        ws_server_.count_in(clients_of(host, "ws"));
        ipc_server_.count_in(clients_of(host, "ipc"));
        host.publish<rpc::MethodProvider>(methods_);
        host.publish<eth::TxHandler>(*this);
        host.publish<chain::HeadObserver>(chain_feed_);
        host.publish<eth::FinalityVoteObserver>(*this);
        if (serves(ipc_on)) net::check_socket_path(ipc_socket(), ipc_remedy());
    }

    awaitable<void> start() override {
        method_index_.start();
        if (serves(http_on)) tell_unknown(host_[http_api], "rpc.http-api");
        if (serves(ws_on)) tell_unknown(host_[ws_api], "rpc.ws-api");
        if (!host_[public_admin]) {
            if (serves(http_on)) check_exposure(endpoint_.address(), host_[http_api], "http");
            if (serves(ws_on)) check_exposure(ws_endpoint_.address(), host_[ws_api], "ws");
        }
        if (serves(ipc_on)) listen_on_ipc();
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
        const Subscription pool = watch_pool();
        const Subscription peers = watch_peers();
        tasks_.spawn("rpc index", index_.fill(blocks_));
        tasks_.spawn("rpc feed", chain_feed_.follow());
        tasks_.spawn("rpc filters", filters_.expire());
        if (ipc_) tasks_.spawn("rpc ipc", ipc_server_.serve(*ipc_));
        if (serves(http_on)) tasks_.spawn("rpc http", server_.serve());
        if (serves(ws_on)) tasks_.spawn("rpc websocket", ws_server_.serve());
        co_await tasks_.serve();
    }

    awaitable<void> stop() override {
        ipc_.reset();
        co_return;
    }

    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin&, std::span<const eth::RawTransaction> transactions) override {
        if (parts_.pool == nullptr) {  // otherwise the pool tells, once it has checked them
            auto there = tell(transactions);
            co_await await_on(host_.strand(), std::move(there));
        }
        co_return eth::ValidationResult::ignore;  // others check them
    }

    void on_finality_votes(const eth::Origin&,
                           std::span<const eth::FinalityVote> votes) noexcept override {
        if (!hub_.wants_votes()) return;
        tasks_.spawn("rpc votes", tell_votes({votes.begin(), votes.end()}));
    }

private:
    bool serves(const Option<bool>& option) const {
        return host_.purpose() == Purpose::node && host_[option];
    }

    static jsonrpc::CallLimits calls(Host& host) {
        jsonrpc::CallLimits limits;
        limits.batch = host[batch_requests];
        limits.batch_bytes = host[batch_size].bytes;
        return limits;
    }

    static http::Limits limits(Host& host) {
        http::Limits result;
        result.address_connections = host[address_connections];
        return result;
    }

    static net::ClientMetrics clients_of(Host& host, const char* transport) {
        const Labels labels{{"transport", transport}};
        return {
            &host.metrics().gauge({"plexus_rpc_connections", "Connections that are open"}, labels),
            &host.metrics().counter({"plexus_rpc_slow_clients_total",
                                     "Connections that were ended because the client did not read"},
                                    labels)};
    }

    static BlobFees blobs_of(Host& host) {
        const auto* parameters = host.find<chain::ChainParameters>();
        return BlobFees(parameters != nullptr ? parameters->blob_schedule()
                                              : std::vector<chain::BlobRules>{});
    }

    static std::string config_of(Host& host) {
        const auto* parameters = host.find<chain::ChainParameters>();
        return parameters != nullptr ? parameters->config() : std::string();
    }

    static std::uint64_t chain_id_of(Host& host) {
        const std::uint64_t given = host[chain_id];
        if (given != 0) return given;
        const auto* parameters = host.find<chain::ChainParameters>();
        return parameters != nullptr ? parameters->chain_id()
                                     : host.get<chain::ChainProfile>().network_id();
    }

    /// A plugin that joins later may bring the namespace, so that the node goes on.
    void tell_unknown(const std::vector<std::string>& namespaces, const char* option) {
        std::vector<std::string> known = method_index_.spaces();
        known.emplace_back("rpc");  // the dispatcher's own
        for (const std::string& space : namespaces) {
            if (std::ranges::find(known, space) != known.end()) continue;
            PLEXUS_LOG(log_, warn) << "no plugin has methods of this namespace"
                                   << kv("option", option) << kv("namespace", space);
        }
    }

    std::filesystem::path ipc_socket() const {
        const std::string given = host_[ipc_path];
        return given.empty() ? host_.data_dir() / "plexus.ipc" : std::filesystem::path(given);
    }

    net::SocketRemedy ipc_remedy() const {
        if (host_[ipc_path].empty()) {
            return {.shorter = "--data-dir", .other = "--rpc.ipc=false"};
        }
        return {.shorter = "--rpc.ipc-path", .other = "another --rpc.ipc-path"};
    }

    void listen_on_ipc() {
        const std::filesystem::path path = ipc_socket();
        ipc_.emplace(host_.strand(), path, ipc_remedy());
        PLEXUS_LOG(log_, info) << "serving JSON-RPC over a Unix socket"
                               << kv("path", path.string());
    }

    /// Transactions that the pool takes, on whichever thread, are told on the strand.
    Subscription watch_pool() {
        if (parts_.pool == nullptr) return nullptr;
        return parts_.pool->on_added([this](const eth::RawTransaction& transaction) {
            tasks_.spawn("rpc pending", tell_one(transaction));
        });
    }

    Subscription watch_peers() {
        if (parts_.peers == nullptr) return nullptr;
        return parts_.peers->on_event([this](const net::PeerPoolEvent& event) {
            tasks_.spawn("rpc peer", peer_feed_.tell(event));
        });
    }

    awaitable<void> tell(std::span<const eth::RawTransaction> transactions) {
        hub_.on_transactions(transactions);
        co_return;
    }

    awaitable<void> tell_votes(std::vector<eth::FinalityVote> votes) {
        hub_.on_votes(votes);
        co_return;
    }

    awaitable<void> tell_one(eth::RawTransaction transaction) {
        hub_.on_transactions({&transaction, 1});
        co_return;
    }

    static awaitable<http::Response> only_upgrades(http::Request) {
        co_return http::text_response(400, "only WebSocket is spoken here\n");
    }

    http::WebSocketService upgrades() {
        http::WebSocketService service;
        service.accept = [this](const http::Request& request) {
            return ws_transport_.accept(request);
        };
        service.serve = [this](std::shared_ptr<http::WebSocket> socket) {
            return ws_transport_.serve(std::move(socket));
        };
        return service;
    }

    Host& host_;
    Logger log_;
    const chain::FinalityRules* finality_;  ///< null: another chain than BSC
    Blocks blocks_;
    TransactionIndex index_;
    EthParts parts_;
    MethodTable methods_;
    Hub hub_;
    ChainFeed chain_feed_;
    PeerFeed peer_feed_;
    Filters filters_;
    jsonrpc::MethodIndex method_index_;
    jsonrpc::Dispatcher ipc_dispatcher_;
    jsonrpc::IpcServer ipc_server_;
    std::optional<jsonrpc::UnixListener> ipc_;
    jsonrpc::Dispatcher dispatcher_;
    HttpTransport http_transport_;
    asio::ip::tcp::endpoint endpoint_;
    http::Server server_;
    jsonrpc::Dispatcher ws_dispatcher_;
    WsTransport ws_transport_;
    asio::ip::tcp::endpoint ws_endpoint_;
    http::Server ws_server_;
    TaskScope tasks_;
};

}  // namespace

PLEXUS_PLUGIN(RpcServer, "rpc", PLEXUS_PLUGIN_VERSION,
              "JSON-RPC over IPC, HTTP and WebSocket, as go-ethereum speaks it");
