#include <optional>

#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>
#include <kit/net/address_class.hpp>

#include <plugins/nat/router/mapper.hpp>
#include <plugins/nat/router/pmp_router.hpp>
#include <plugins/nat/router/upnp_router.hpp>
#include <plugins/nat/stun/stun_client.hpp>

namespace {

using namespace plexus;

/// Makes the node reachable from behind a router, and finds out where it is reached.
class Nat final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array needs{one<net::LocalNode>, maybe<net::DatagramPort>};

    static constexpr Option<std::string> way{
        .name = "nat",
        .fallback = "any",
        .help =
            "how to be reached: upnp or pmp (NAT-PMP) have the router forward the ports, any tries "
            "both, stun queries the servers of nat.stun-servers for the address alone",
        .choices = {"any", "upnp", "pmp", "stun", "none"}};
    static constexpr Option<std::vector<std::string>> stun_servers{
        .name = "stun-servers",
        .help = "servers for stun, as stun.example.org:3478; they learn that a node runs here"};
    static constexpr OptionList options{way, stun_servers};

    explicit Nat(Host& host);

    awaitable<void> run() override;
    awaitable<void> stop() override {
        if (mapper_) co_await mapper_->remove();
    }

private:
    nat::FindRouter finder() const;
    void prepare_stun();
    nat::Ports listening() const;

    Host& host_;
    net::LocalNode& self_;
    std::string way_;
    std::optional<nat::Mapper> mapper_;
    std::optional<nat::StunClient> stun_;
};

Nat::Nat(Host& host) : host_(host), self_(host.get<net::LocalNode>()), way_(host[way]) {
    if (way_ == "stun") prepare_stun();
    if (way_ == "any" || way_ == "upnp" || way_ == "pmp") {
        mapper_.emplace(host.runtime(), self_, finder(), host.metrics(), host.logger());
    }
}

void Nat::prepare_stun() {
    std::vector<nat::StunServer> servers;
    for (const std::string& text : host_[stun_servers]) {
        const Result<nat::StunServer> server = nat::parse_stun_server(text);
        if (!server) {
            throw ConfigError("nat.stun-servers: '" + text +
                              "' is no server; write it like stun.example.org:3478");
        }
        servers.push_back(*server);
    }
    if (servers.empty() || servers.size() > nat::StunClient::most_servers) {
        throw ConfigError("nat.stun-servers: --nat stun needs 1 to " +
                          std::to_string(nat::StunClient::most_servers) +
                          " servers, better three of different owners");
    }
    net::DatagramPort* const port = host_.find<net::DatagramPort>();
    if (port == nullptr) {
        throw ConfigError(
            "nat.nat: stun sends from the port of discovery; add discv4 or discv5 to "
            "--plugins");
    }
    stun_.emplace(host_.strand(), *port, self_, std::move(servers), host_.logger());
}

nat::FindRouter Nat::finder() const {
    return [way = way_, from = self_.listen_address()] {
        std::shared_ptr<nat::Router> router;
        if (way != "upnp") router = nat::find_pmp_router();
        if (!router && way != "pmp") router = nat::find_upnp_router(from);
        return router;
    };
}

nat::Ports Nat::listening() const {
    const net::Endpoint endpoint = self_.node().endpoint();
    return {endpoint.tcp_port, endpoint.udp_port};
}

awaitable<void> Nat::run() {
    if (stun_) co_await stun_->run();
    if (!mapper_) co_return;
    const asio::ip::address at = self_.listen_address();
    const net::AddressClass reach = net::class_of(at);
    if (reach == net::AddressClass::loopback || reach == net::AddressClass::global) {
        Logger log = host_.logger();
        PLEXUS_LOG(log, info) << "the node listens where no router forwards ports to"
                              << kv("address", at);
        co_return;
    }
    co_await mapper_->run(listening());
}

}  // namespace

PLEXUS_PLUGIN(Nat, "nat", PLEXUS_PLUGIN_VERSION, "ports and address behind a router");
