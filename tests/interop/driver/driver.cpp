#include "block_file.hpp"

#include <api/async/await_on.hpp>
#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>
#include <api/eth/handlers.hpp>
#include <api/eth/remote.hpp>
#include <api/eth/transaction_source.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/export.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/eth/header.hpp>
#include <kit/serial/handlers.hpp>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>

#include <fcntl.h>

#include <cerrno>
#include <iostream>
#include <sstream>

namespace {

using namespace plexus;
using namespace std::chrono_literals;

/// As long as a script waits for anything.
constexpr auto patience = 15s;

chain::Difficulty sum(chain::Difficulty a, const chain::Difficulty& b) {
    unsigned carry = 0;
    for (std::size_t i = a.size(); i-- > 0;) {
        carry += unsigned{a.bytes[i]} + b.bytes[i];
        a.bytes[i] = static_cast<std::uint8_t>(carry);
        carry >>= 8;
    }
    return a;
}

/// Lets a script drive a node: prints what the handlers are told, and does what it reads from a
/// FIFO, one command a line. tests/interop/driver/README.md lists both.
class Driver final : public Plugin,
                     public eth::BlockHandler,
                     public eth::TxHandler,
                     public eth::TransactionSource {
public:
    static constexpr std::array provides{eth::BlockHandler::key, eth::TxHandler::key,
                                         eth::TransactionSource::key};
    static constexpr std::array needs{required<net::PeerPool>};

    static void options(Options& options) {
        options.declare({.name = "blocks", .help = "file of blocks to send and to serve from"});
        options.declare({.name = "commands", .help = "FIFO to read commands from"});
    }

    explicit Driver(Host& host)
        : strand_(host.strand()),
          pool_(host.get<net::PeerPool>()),
          commands_(host.settings().text("commands")),
          line_(strand_),
          blocks_in_line_(line_, *this),
          transactions_in_line_(line_, *this) {
        const std::string file = host.settings().text("blocks");
        if (!file.empty()) file_ = driver::BlockFile(file);
        host.publish<eth::BlockHandler>(blocks_in_line_);
        host.publish<eth::TxHandler>(transactions_in_line_);
        host.publish<eth::TransactionSource>(*this);
    }

    awaitable<void> run() override {
        TaskScope tasks(strand_);
        if (!commands_.empty()) tasks.spawn("commands", obey());
        co_await tasks.serve();
    }

    awaitable<eth::Opinion> on_block(const eth::Sighting& sighting,
                                     const eth::RawBlock& block) override {
        std::ostringstream text;
        text << "block " << block.number << ' ' << to_hex(block.hash) << " extra "
             << block.extra.size();
        print(text, sighting);
        co_return eth::Opinion::ok;
    }

    awaitable<eth::Opinion> on_block_hashes(
        const eth::Sighting& sighting, std::span<const eth::BlockAnnouncement> blocks) override {
        std::ostringstream text;
        text << "block-hashes";
        for (const auto& block : blocks) text << ' ' << block.number << ' ' << to_hex(block.hash);
        print(text, sighting);
        co_return eth::Opinion::ok;
    }

    awaitable<eth::Opinion> on_transactions(
        const eth::Sighting& sighting, std::span<const eth::RawTransaction> transactions) override {
        std::ostringstream text;
        text << "transactions";
        for (const auto& transaction : transactions) text << ' ' << to_hex(transaction.hash);
        print(text, sighting);
        co_return eth::Opinion::ok;
    }

    awaitable<eth::Opinion> on_announcement(
        const eth::Sighting& sighting,
        std::span<const eth::TransactionAnnouncement> transactions) override {
        std::ostringstream text;
        text << "announced";
        for (const auto& transaction : transactions) text << ' ' << to_hex(transaction.hash);
        print(text, sighting);
        co_return eth::Opinion::ok;
    }

    std::vector<eth::RawTransaction> transactions(const std::vector<Hash256>& hashes,
                                                  chain::Budget budget) const override {
        std::vector<eth::RawTransaction> found;
        for (const Hash256& hash : hashes) {
            const auto* transaction = file_.transaction(hash);
            if (transaction != nullptr && found.size() < budget.items) {
                found.push_back(*transaction);
            }
        }
        return found;
    }

private:
    static void print(std::ostringstream& text, const eth::Sighting& sighting) {
        text << " from " << sighting.peer->client().substr(0, 40) << '\n';
        std::cout << text.str() << std::flush;  // in one piece: others print too
    }

    /// A FIFO that is opened for reading and writing has no end.
    awaitable<void> obey() {
        const int fd = ::open(commands_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0) throw boost::system::system_error(errno, boost::system::generic_category());
        asio::posix::stream_descriptor fifo(strand_, fd);
        std::string buffered;
        while (true) {
            const std::size_t size = co_await asio::async_read_until(
                fifo, asio::dynamic_buffer(buffered), '\n', asio::use_awaitable);
            std::istringstream words(buffered.substr(0, size));
            buffered.erase(0, size);
            co_await command(words);
        }
    }

    awaitable<void> command(std::istringstream& words) {
        std::string name;
        std::uint64_t number = 0;
        words >> name;
        const auto remotes = co_await everybody();
        if (name == "block" && words >> number) {
            for (const auto& remote : remotes) send_block(*remote, file_.block(number));
        } else if (name == "announce" && words >> number) {
            const std::array block{eth::BlockAnnouncement{file_.block(number).hash, number}};
            for (const auto& remote : remotes) told(remote->announce_blocks(block));
        } else if (name == "transactions" && words >> number) {
            const auto all = file_.transactions(number);
            for (const auto& remote : remotes) told(remote->send_transactions(all));
        } else if (name == "hashes" && words >> number) {
            const auto all = file_.transactions(number);
            for (const auto& remote : remotes) told(remote->announce_transactions(all));
        } else if (!remotes.empty() && name == "status") {
            show_status(*remotes.front());
        } else if (!remotes.empty() && name == "headers") {
            co_await headers(*remotes.front(), words);
        } else if (!remotes.empty()) {
            co_await by_hash(*remotes.front(), name, words);
        }
        std::cout << "done " + name + ' ' + std::to_string(remotes.size()) + "\n" << std::flush;
    }

    /// The sessions of all peers, also of those whose handshake is just ending.
    awaitable<std::vector<std::shared_ptr<eth::Remote>>> everybody() {
        std::vector<std::shared_ptr<eth::Remote>> remotes;
        for (const net::PeerPtr& peer : pool_.peers()) {
            auto waiting = peer->when<eth::Remote>(patience);
            const auto remote = co_await await_on(peer->strand(), std::move(waiting));
            if (remote) remotes.push_back(*remote);
        }
        co_return remotes;
    }

    static void told(const Result<void>& sent) {
        if (!sent) std::cout << "failed " + sent.error().message() + "\n" << std::flush;
    }

    /// As the block that follows the peer's head.
    static void send_block(eth::Remote& remote, const eth::RawBlock& block) {
        const eth::Header header = eth::decode_header(block.header).value();
        told(remote.send_block(block, sum(remote.status().total_difficulty, header.difficulty)));
    }

    static void show_status(const eth::Remote& remote) {
        const eth::Status status = remote.status();
        std::ostringstream text;
        text << "answer status " << remote.version() << ' ' << status.earliest << ' '
             << status.latest << ' ' << to_hex(status.head) << '\n';
        std::cout << text.str() << std::flush;
    }

    /// NUMBER-OR-HASH AMOUNT SKIP up|down
    static awaitable<void> headers(eth::Remote& remote, std::istringstream& words) {
        std::string origin;
        std::string direction;
        chain::HeaderQuery query;
        words >> origin >> query.amount >> query.skip >> direction;
        query.hash = fixed_from_hex<Hash256::size_bytes>(origin);
        if (!query.hash) query.number = std::stoull(origin);
        query.reverse = direction == "down";
        const auto found = co_await within(patience, remote.headers(query));
        show("headers", found);
    }

    static awaitable<void> by_hash(eth::Remote& remote, std::string name,
                                   std::istringstream& words) {
        std::vector<Hash256> hashes;
        for (std::string word; words >> word;) {
            if (const auto hash = fixed_from_hex<Hash256::size_bytes>(word))
                hashes.push_back(*hash);
        }
        if (name == "bodies") {
            const auto found = co_await within(patience, remote.bodies(std::move(hashes)));
            show(name, found);
        } else if (name == "receipts") {
            const auto found = co_await within(patience, remote.receipts(std::move(hashes)));
            show(name, found);
        } else if (name == "nodes") {
            const auto found = co_await within(patience, remote.node_data(std::move(hashes)));
            show(name, found);
        } else if (name == "pooled") {
            const auto found =
                co_await within(patience, remote.pooled_transactions(std::move(hashes)));
            show(name, found);
        } else {
            std::cout << "failed no such command\n" << std::flush;
        }
    }

    static BytesView bytes_of_item(const SharedBytes& item) { return item; }
    static BytesView bytes_of_item(const eth::RawTransaction& item) { return item.bytes; }

    /// The keccak-256 of each item: what headers, state entries and transactions are called by.
    template <class Item>
    static void show(const std::string& what, const Result<std::vector<Item>>& items) {
        std::string text = "answer " + what;
        if (!items) text += " failed: " + items.error().message();
        if (items) text += ' ' + std::to_string(items->size());
        if (items) {
            for (const Item& item : *items)
                text += ' ' + to_hex(crypto::keccak256(bytes_of_item(item)));
        }
        std::cout << text + "\n" << std::flush;
    }

    Executor strand_;
    net::PeerPool& pool_;
    std::string commands_;
    driver::BlockFile file_;
    serial::Line line_;
    serial::BlockHandler blocks_in_line_;
    serial::TxHandler transactions_in_line_;
};

}  // namespace

PLEXUS_PLUGIN(Driver, "driver", "1.0.0", "lets a test drive the node through a FIFO");
