#include <iostream>
#include <optional>

#include <api/async/blocking.hpp>
#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/plugin/export.hpp>

#include <kit/enr/named_node.hpp>

#include "any_address.hpp"
#include "external_name.hpp"
#include "key_file.hpp"
#include "local_identity.hpp"
#include "record_file.hpp"

namespace {

using namespace plexus;

/// The value of listen-address that names no address.
constexpr const char* any = "any";

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
        .fallback = any,
        .help =
            "address at which TCP and UDP are served; any: all of both families; 0.0.0.0: all "
            "of IPv4"};
    static constexpr Option<std::uint16_t> port{
        .name = "port",
        .fallback = 30311,  // every published BSC configuration has this port
        .help = "TCP and UDP port; 0: any free one"};
    static constexpr Option<std::string> external_ip{
        .name = "external-ip",
        .help =
            "address at which others reach this node, or a host name, which is looked up again "
            "every minute; empty: the listening address, or what other nodes say if that is all"};
};

asio::ip::address read_address(const Settings& settings, const Option<std::string>& option) {
    const std::string text = settings[option];
    if (text == any) return identity::any_address();
    ErrorCode error;
    const asio::ip::address address = asio::ip::make_address(text, error);
    if (!error) return address;
    throw ConfigError("identity." + std::string{option.name} + ": '" + text +
                      "' is not an IP address; write it like 192.0.2.1 or 2001:db8::1");
}

bool can_be_a_node(const asio::ip::address& address) {
    return !address.is_unspecified() && !address.is_multicast() &&
           address != asio::ip::address_v4::broadcast();
}

std::optional<asio::ip::address> read_external(const Settings& settings,
                                               const Option<std::string>& option) {
    const std::string text = settings[option];
    ErrorCode error;
    const asio::ip::address address = asio::ip::make_address(text, error);
    if (!error && can_be_a_node(address)) return address;
    if (error && enr::is_host_name(text)) return std::nullopt;
    throw ConfigError(
        "identity." + std::string{option.name} + ": '" + text +
        "' is neither an address of one node, like 192.0.2.1 or 2001:db8::1, nor a host "
        "name");
}

/// A record on its way to the disk, on the plugin's strand.
struct Unsaved {
    explicit Unsaved(const Executor& strand) : changed(strand) {}

    Event changed;
    std::optional<enr::Record> record;
};

/// Keeps the node key. A key that is not there yet is made in memory and written by start(). Keeps
/// the last record, too, so that its sequence number goes on from there.
class Identity final : public Plugin, private Settable {
public:
    static constexpr std::array provides{net::LocalNode::key};
    static constexpr std::array<Need, 0> needs{};
    static constexpr std::array commands{
        Command{"key", "", "make the node key if there is none, and show the node's public name",
                FolderUse::shared}};

    static constexpr OptionList options{key_file, key, listen_address, port, external_ip};

    explicit Identity(Host& host)
        : host_(host),
          log_(host.logger()),
          file_(file_of_key(host)),
          record_file_(host.data_dir() / "enr"),
          unsaved_(std::make_shared<Unsaved>(host.strand())) {
        const Settings& settings = host.settings();
        const identity::Listening listening{read_address(settings, listen_address), settings[port]};
        local_.emplace(choose_key(settings), listening, Clock::of(host.strand()), host.logger(),
                       keep_records());
        if (!settings[external_ip].empty()) set_external(settings);
        host.publish<net::LocalNode>(*local_);
    }

    awaitable<void> start() override {
        auto read = [file = record_file_] { return identity::load_record(file); };
        const std::optional<identity::LastRecord> last =
            co_await on_blocking(host_.runtime(), std::move(read));
        if (last && last->record.id() == local_->id()) local_->restore(*last);
        if (external_name_) co_await external_name_->look_up();
        if (!fresh_) co_return;
        auto store = [file = file_, key = *fresh_] { identity::store_key(file, key); };
        co_await on_blocking(host_.runtime(), std::move(store));
    }

    awaitable<void> run() override {
        // By now every listening plugin has reported its port, so the enode printed here is
        // complete.
        const net::Node node = local_->node();
        PLEXUS_LOG(log_, info) << "this node" << kv("enode", node);
        if (node.endpoints().empty()) {
            PLEXUS_LOG(log_, info)
                << "no address of this node is known until other nodes state it; "
                   "--external-ip tells it at once";
        }
        // Signed now, so that the file is there from the first start on.
        const Result<net::NodeRecordPtr> record = local_->record();
        if (!record) {
            PLEXUS_LOG(log_, error)
                << "the node's record cannot be signed" << kv("error", record.error().message());
        }
        TaskScope scope(host_.strand());
        scope.spawn("identity records", save_records());
        if (external_name_) scope.spawn("identity external name", external_name_->keep());
        co_await scope.serve();
    }

    awaitable<int> command(std::string, std::vector<std::string>) override {
        const std::uint16_t wish = local_->listen_port();  // nothing listens in a command
        local_->set_tcp_port(wish);
        local_->set_udp_port(wish);
        const net::Node node = local_->node();
        std::cout
            << "node id   " << to_hex(node.id) << '\n'
            << "enode     " << node << '\n'
            << (node.endpoints().empty()
                    ? "address   not known; set --external-ip, or let a running node learn it\n"
                    : "")
            << "key file  " << (from_option_ ? "none, identity.key is set" : file_.string())
            << (fresh_ ? " (new)" : "") << std::endl;
        co_return 0;
    }

private:
    /// Signing may happen on any thread, and must not wait for a disk.
    enr::LocalRecord::Observer keep_records() {
        return [strand = host_.strand(), unsaved = unsaved_](const enr::Record& record) {
            asio::post(strand, [unsaved, record] {
                unsaved->record = record;
                unsaved->changed.notify();
            });
        };
    }

    awaitable<void> save_records() {
        while (true) {
            while (!unsaved_->record) co_await unsaved_->changed.wait();
            enr::Record changed_record = std::move(*unsaved_->record);
            unsaved_->record.reset();
            co_await save(std::move(changed_record));
        }
    }

    awaitable<void> save(enr::Record record) {
        const std::uint64_t sequence = record.sequence();
        auto store = [file = record_file_,
                      last = identity::LastRecord{std::move(record), local_->stated()}] {
            return identity::store_record(file, last);
        };
        const Result<void> stored = co_await on_blocking(host_.runtime(), std::move(store));
        if (stored) {
            PLEXUS_LOG(log_, debug) << "node record changed" << kv("sequence", sequence);
        } else {
            PLEXUS_LOG(log_, warn)
                << "node record cannot be written" << kv("file", record_file_.string());
        }
    }

    void set_external(const Settings& settings) {
        const std::optional<asio::ip::address> address = read_external(settings, external_ip);
        if (address) {
            net::Endpoint external;
            external.address = *address;
            local_->set_external(net::AddressSource::configured, external);
        } else {
            external_name_.emplace(settings[external_ip], *local_, log_);
        }
    }

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
    Logger log_;
    std::filesystem::path file_;
    std::filesystem::path record_file_;
    std::shared_ptr<Unsaved> unsaved_;
    bool from_option_ = false;
    std::optional<crypto::SecretKey> fresh_;  // made now, and not on disk before start()
    std::optional<identity::LocalIdentity> local_;
    std::optional<identity::ExternalName> external_name_;
};

}  // namespace

PLEXUS_PLUGIN(Identity, "identity", PLEXUS_PLUGIN_VERSION, "the node's key and address");
