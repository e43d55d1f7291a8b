#include <iostream>
#include <optional>

#include <api/async/blocking.hpp>
#include <api/plugin/export.hpp>

#include "key_file.hpp"
#include "local_identity.hpp"

namespace {

using namespace plexus;

/// The port that every published BSC configuration uses.
constexpr auto default_port = "30311";
constexpr std::int64_t highest_port = 65535;

asio::ip::address read_address(const Settings& settings, std::string_view option) {
    const std::string text = settings.text(option);
    ErrorCode error;
    const asio::ip::address address = asio::ip::make_address(text, error);
    if (!error) return address;
    throw ConfigError("identity." + std::string{option} + ": '" + text +
                      "' is not an IP address; write it like 192.0.2.1 or 2001:db8::1");
}

identity::Addresses read_addresses(const Settings& settings) {
    identity::Addresses addresses;
    addresses.listen = read_address(settings, "listen-address");
    addresses.port = static_cast<std::uint16_t>(settings.number("port"));
    if (!settings.text("external-ip").empty()) {
        addresses.external = read_address(settings, "external-ip");
    }
    return addresses;
}

/// Keeps the node key. A key that is not there yet is made in memory and written by start().
class Identity final : public Plugin {
public:
    static constexpr std::array provides{net::LocalNode::key};
    static constexpr std::array<Need, 0> needs{};
    static constexpr std::array commands{
        Command{"key", "", "make the node key if there is none, and show the node's public name",
                FolderUse::shared}};

    static void options(Options& options);

    explicit Identity(Host& host) : host_(host), file_(key_file(host)) {
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
    static std::filesystem::path key_file(const Host& host) {
        const std::string chosen = host.settings().text("key-file");
        return chosen.empty() ? host.data_dir() / "nodekey" : std::filesystem::path{chosen};
    }

    crypto::SecretKey choose_key(const Settings& settings) {
        const std::string digits = settings.text("key");
        from_option_ = !digits.empty();
        if (from_option_) {
            const Result<crypto::SecretKey> key = identity::parse_key(digits);
            if (key) return *key;
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

void Identity::options(Options& options) {
    options.declare({"key-file", OptionKind::text, "",
                     "file of the node key; empty: nodekey in the data folder"});
    options.declare({"key", OptionKind::text, "",
                     "the node key itself, in hexadecimal. For tests only: a command line is open "
                     "to everyone on the machine"});
    options.declare({"listen-address", OptionKind::text, "0.0.0.0",
                     "address at which TCP and UDP are served; 0.0.0.0: all"});
    options.declare({"port", OptionKind::number, default_port, "TCP and UDP port; 0: any free one",
                     0, highest_port});
    options.declare({"external-ip", OptionKind::text, "",
                     "address at which others reach this node; empty: the listening one"});
}

}  // namespace

PLEXUS_PLUGIN(Identity, "identity", "1.0.0", "the node's key and address");
