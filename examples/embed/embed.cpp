#include <api/core/log_entry.hpp>
#include <api/core/printable.hpp>
#include <embed/embedded_node.hpp>
#include <kit/eth/client/client.hpp>

#include <boost/log/core/core.hpp>
#include <boost/log/expressions.hpp>
#include <boost/log/utility/setup/console.hpp>
#include <iostream>
#include <stdexcept>
#include <thread>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

/// The log is Boost.Log's, so what becomes of it is the program's to say. Without this, everything
/// would be printed.
void set_up_log() {
    namespace logging = boost::log;
    logging::add_console_log(
        std::clog, logging::keywords::format = [](const logging::record_view& record,
                                                  logging::formatting_ostream& line) {
            line << log_text(log_entry(record));  // or log_json
        });
    logging::core::get()->set_filter(logging::expressions::attr<Severity>("Severity") >=
                                     Severity::warn);
}

std::shared_ptr<eth::Remote> wait_for_peer(const net::PeerPool& pool, std::chrono::seconds limit) {
    const auto give_up = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < give_up) {
        for (const net::PeerPtr& peer : pool.peers()) {
            if (auto remote = peer->handle<eth::Remote>()) return remote;
        }
        std::this_thread::sleep_for(50ms);
    }
    throw std::runtime_error("no peer came");
}

template <class Response>
void tell(const char* what, const Response& response) {
    std::cout << what << ": " << (response ? response->size() : 0) << ", " << response.explain()
              << '\n';
}

void print(const net::PeerStats& stats) {
    const net::Peer& peer = *stats.peer;
    std::cout << "peer " << net::brief(peer.node().id) << ' ' << printable(peer.client()) << ' '
              << peer.node().endpoint().tcp() << ' '
              << (peer.direction() == net::Direction::inbound ? "inbound" : "outbound");
    if (const auto remote = peer.handle<eth::Remote>()) {
        const net::ProtocolStats said = remote->stats();
        std::cout << " eth/" << remote->version() << " head=" << to_hex(remote->status().head)
                  << " latency=" << said.mean_latency / 1us << "us requests=" << said.requested
                  << " responses=" << said.responded;
    }
    std::cout << " score=" << stats.score << " bytes=" << stats.link.bytes_in << '/'
              << stats.link.bytes_out << '\n';
}

}  // namespace

// embed plugins=eth68,devnet ...: the options of `plexus`, without dashes
int main(int count, char** arguments) try {
    set_up_log();
    EmbeddedNode node({arguments + 1, arguments + count});
    node.start();
    auto& pool = node.get<net::PeerPool>();
    const eth::Status status = wait_for_peer(pool, 30s)->status();

    const eth::Client client(pool, node.runtime());
    const auto headers =
        client.headers({.hash = status.head, .amount = 16, .reverse = true}, and_wait);
    tell("headers", headers);
    if (!headers) return 1;
    tell("bodies", client.bodies(*headers, and_wait));
    tell("receipts", client.receipts(*headers, and_wait));
    if (const auto block = client.block(status.head, and_wait)) {
        const auto fan_out = client.broadcast(*block, status.total_difficulty);
        std::cout << "block " << block->number << ": sent to " << fan_out.whole << ", announced to "
                  << fan_out.announced << '\n';
    }
    for (const net::PeerStats& stats : pool.stats().peers) print(stats);
    return node.stop();
} catch (const std::exception& error) {
    std::cerr << "embed: " << error.what() << '\n';
    return 1;
}
