#include <iostream>
#include <optional>

#include <api/async/blocking.hpp>
#include <api/plugin/export.hpp>

#include "key_file.hpp"
#include "local_identity.hpp"

namespace {

using namespace plexus;

struct Settable {
    static constexpr Option<std::string> key_file{
        .name = "key-file", .help = "file of the node key; empty: nodekey in the data folder"};
    static constexpr Option<std::string> key{
        .name = "key",
        .help =
            "the node key itself, in hexadecimal. For tests only: a command line is open to "
            "everyone on the machine"};
    static constexpr Option<std::string> listen_address{
        .name = "listen-address",
        .fallback = "0.0.0.0",
        .help = "address at which TCP and UDP are served; 0.0.0.0: all"};
    static constexpr Option<std::uint16_t> port{
        .name = "port",
        .fallback = 30311,  // that of every published BSC configuration
        .help = "TCP and UDP port; 0: any free one"};
    static constexpr Option<std::string> external_ip{
        .name = "external-ip",
        .help = "address at which others reach this node; empty: the listening one"};
};

asio::ip::address read_address(const Settings& settings, const Option<std::string>& option) {
    const std::string text = settings[option];
    ErrorCode error;
    const asio::ip::address address = asio::ip::make_address(text, error);
    if (!error) return address;
    throw ConfigError("identity." + std::string{option.name} + ": '" + text +
                      "' is not an IP address; write it like 192.0.2.1 or 2001:db8::1");
}

identity::Addresses read_addresses(const Settings& settings) {
    identity::Addresses addresses;
    addresses.listen = read_address(settings, Settable::listen_address);
    addresses.port = settings[Settable::port];
    if (!settings[Settable::external_ip].empty()) {
        addresses.external = read_address(settings, Settable::external_ip);
    }
    return addresses;
}

/// Keeps the node key. A key that is not there yet is made in memory and written by start().
class Identity final : public Plugin, private Settable {
public:
    static constexpr std::array provides{net::LocalNode::key};
    static constexpr std::array<Need, 0> needs{};
    static constexpr std::array commands{
        Command{"key", "", "make the node key if there is none, and show the node's public name",
                FolderUse::shared}};

    static constexpr OptionList options{key_file, key, listen_address, port, external_ip};

    explicit Identity(Host& host) : host_(host), file_(file_of_key(host)) {
        local_.emplace(choose_key(host.settings()), read_addresses(host.settings()));
        host.publish<net::LocalNode>(*local_);
    }

    awaitable<void> start() override {
        if (!fresh_) co_return;
        auto store = [file = file_, key = *fresh_] { identity::store_key(file, key); };
        co_await on_blocking(host_.runtime(), std::move(store));
    }

    awaitable<void> run() override {
        // By now every listening plugin has reported its port, so the enode printed here is
        // complete.
        Logger log = host_.logger();
        PLEXUS_LOG(log, info) << "this node" << kv("enode", local_->node());
        co_return;
    }

    awaitable<int> command(std::string, std::vector<std::string>) override {
        net::Node node = local_->node();
        node.tcp_port = node.udp_port = local_->listen_port();  // nothing listens in a command
        std::cout << "node id   " << to_hex(node.id) << '\n'
                  << "enode     " << node << '\n'
                  << "key file  " << (from_option_ ? "none, identity.key is set" : file_.string())
                  << (fresh_ ? " (new)" : "") << std::endl;
        co_return 0;
    }

private:
    static std::filesystem::path file_of_key(const Host& host) {
        const std::string chosen = host[key_file];
        return chosen.empty() ? host.data_dir() / "nodekey" : std::filesystem::path{chosen};
    }

    crypto::SecretKey choose_key(const Settings& settings) {
        const std::string digits = settings[key];
        from_option_ = !digits.empty();
        if (from_option_) {
            const Result<crypto::SecretKey> given = identity::parse_key(digits);
            if (given) return *given;
            throw ConfigError(
                "identity.key: expected a private key as 64 hexadecimal digits; "
                "better leave it out and use identity.key-file");
        }
        if (std::filesystem::exists(std::filesystem::symlink_status(file_))) {
            return identity::load_key(file_);
        }
        fresh_ = crypto::SecretKey::generate();
        return *fresh_;
    }

    Host& host_;
    std::filesystem::path file_;
    bool from_option_ = false;
    std::optional<crypto::SecretKey> fresh_;  // made now, and not on disk before start()
    std::optional<identity::LocalIdentity> local_;
};

}  // namespace

PLEXUS_PLUGIN(Identity, "identity", PLEXUS_PLUGIN_VERSION, "the node's key and address");
