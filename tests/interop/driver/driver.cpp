#include <api/async/await_on.hpp>
#include <api/async/task_scope.hpp>
#include <api/eth/handlers.hpp>
#include <api/eth/transaction_source.hpp>
#include <api/net/local_node.hpp>
#include <api/net/peer_pool.hpp>
#include <api/net/talk.hpp>
#include <api/plugin/export.hpp>
#include <bsc/vote_handler.hpp>
#include <kit/serial/handlers.hpp>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>

#include <fcntl.h>

#include <cerrno>
#include <iostream>
#include <sstream>

#include "requesting.hpp"
#include "talking.hpp"
#include "telling.hpp"

namespace {

using namespace plexus;
using namespace std::chrono_literals;

/// As long as a handshake may take.
constexpr auto timeout = 15s;

/// Lets a script drive a node: prints what the handlers are told, and does what it reads from a
/// FIFO, one command a line. README.md lists both.
class Driver final : public Plugin,
                     public eth::BlockHandler,
                     public eth::TxHandler,
                     public bsc::VoteHandler,
                     public eth::TransactionSource {
public:
    static constexpr std::array provides{eth::BlockHandler::key, eth::TxHandler::key,
                                         bsc::VoteHandler::key, eth::TransactionSource::key};
    static constexpr std::array needs{one<net::PeerPool>, one<net::LocalNode>, maybe<net::Talk>};

    static constexpr Option<std::string> block_file{
        .name = "blocks", .help = "file of blocks to send and to serve from"};
    static constexpr Option<std::string> command_pipe{.name = "commands",
                                                      .help = "FIFO to read commands from"};
    static constexpr OptionList options{block_file, command_pipe};

    explicit Driver(Host& host)
        : strand_(host.strand()),
          pool_(host.get<net::PeerPool>()),
          talking_(host.get<net::LocalNode>(), host.find<net::Talk>()),
          commands_(host[command_pipe]),
          queue_(strand_),
          blocks_in_line_(queue_, *this),
          transactions_in_line_(queue_, *this) {
        const std::string file = host[block_file];
        if (!file.empty()) file_ = driver::BlockFile(file);
        host.publish<eth::BlockHandler>(blocks_in_line_);
        host.publish<eth::TxHandler>(transactions_in_line_);
        host.publish<bsc::VoteHandler>(*this);
        host.publish<eth::TransactionSource>(*this);
    }

    awaitable<void> run() override {
        TaskScope tasks(strand_);
        if (!commands_.empty()) tasks.spawn("commands", obey());
        co_await tasks.serve();
    }

    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override {
        std::ostringstream text;
        text << "block " << block.number << ' ' << to_hex(block.hash) << " extra "
             << block.extra.size();
        print(text, origin);
        co_return eth::ValidationResult::accept;
    }

    awaitable<eth::ValidationResult> on_block_hashes(
        const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) override {
        std::ostringstream text;
        text << "block-hashes";
        for (const auto& block : blocks) text << ' ' << block.number << ' ' << to_hex(block.hash);
        print(text, origin);
        co_return eth::ValidationResult::accept;
    }

    awaitable<eth::ValidationResult> on_transactions(
        const eth::Origin& origin, std::span<const eth::RawTransaction> transactions) override {
        print_hashes("transactions", origin, transactions);
        co_return eth::ValidationResult::accept;
    }

    awaitable<eth::ValidationResult> on_announcement(
        const eth::Origin& origin,
        std::span<const eth::TransactionAnnouncement> transactions) override {
        print_hashes("announced", origin, transactions);
        co_return eth::ValidationResult::accept;
    }

    awaitable<eth::ValidationResult> on_votes(const eth::Origin& origin,
                                              std::span<const bsc::Vote> votes) override {
        print_hashes("votes", origin, votes);
        co_return eth::ValidationResult::accept;
    }

    awaitable<std::vector<eth::RawTransaction>> transactions(std::vector<Hash256> hashes,
                                                             chain::Budget budget) override {
        std::vector<eth::RawTransaction> found;
        for (const Hash256& hash : hashes) {
            const auto* transaction = file_.transaction(hash);
            if (transaction != nullptr && found.size() < budget.items) {
                found.push_back(*transaction);
            }
        }
        co_return found;
    }

private:
    template <class Thing>
    static void print_hashes(const char* what, const eth::Origin& origin,
                             std::span<const Thing> things) {
        std::ostringstream text;
        text << what;
        for (const Thing& thing : things) text << ' ' << to_hex(thing.hash);
        print(text, origin);
    }

    /// In one piece, because others print too.
    static void print(std::ostringstream& text, const eth::Origin& origin) {
        text << " from " << origin.peer->client().substr(0, 40) << '\n';
        std::cout << text.str() << std::flush;
    }

    /// A FIFO that is opened for reading and writing has no end.
    awaitable<void> obey() {
        const int fd = ::open(commands_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0) throw boost::system::system_error(errno, boost::system::generic_category());
        asio::posix::stream_descriptor fifo(strand_, fd);
        std::string buffered;
        auto buffer = asio::dynamic_buffer(buffered);
        while (true) {
            const std::size_t size =
                co_await asio::async_read_until(fifo, buffer, '\n', asio::use_awaitable);
            std::istringstream words(buffered.substr(0, size));
            buffered.erase(0, size);
            co_await command(std::move(words));
        }
    }

    awaitable<void> command(std::istringstream words) {
        std::string name;
        words >> name;
        if (co_await talking_.obey(name, words)) co_return;
        const std::vector<net::PeerPtr> peers = co_await everybody();
        driver::Remotes remotes;
        for (const net::PeerPtr& peer : peers) {
            if (auto remote = peer->handle<eth::Remote>()) remotes.push_back(std::move(remote));
        }
        const bool told = driver::tell(file_, remotes, name, words);
        if (!told && !peers.empty())
            co_await driver::request(peers.front(), name, std::move(words));
        std::cout << "done " + name + ' ' + std::to_string(remotes.size()) + "\n" << std::flush;
    }

    /// All peers with a session, also those whose handshake is just ending.
    awaitable<std::vector<net::PeerPtr>> everybody() {
        std::vector<net::PeerPtr> present;
        for (const net::PeerPtr& peer : pool_.peers()) {
            auto waiting = peer->when<eth::Remote>(timeout);
            const auto remote = co_await await_on(peer->strand(), std::move(waiting));
            if (remote) present.push_back(peer);
        }
        co_return present;
    }

    Executor strand_;
    net::PeerPool& pool_;
    driver::Talking talking_;
    std::string commands_;
    driver::BlockFile file_;
    serial::SerialQueue queue_;
    serial::BlockHandler blocks_in_line_;
    serial::TxHandler transactions_in_line_;
};

}  // namespace

PLEXUS_PLUGIN(Driver, "driver", "1.0.0", "lets a test drive the node through a FIFO");
