#include <api/core/printable.hpp>
#include <api/eth/handlers.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/export.hpp>
#include <kit/serial/handlers.hpp>

#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace {

using namespace plexus;

constexpr std::size_t longest_client = 40;  // a client calls itself what it likes

/// Prints each block that the node is handed, one line each.
class BlockLogger final : public Plugin, public eth::BlockHandler {
public:
    static constexpr std::array provides{eth::BlockHandler::key};
    static constexpr std::array needs{one<net::PeerPool>};

    explicit BlockLogger(Host& host) : queue_(host.strand()), one_by_one_(queue_, *this) {
        host.publish<eth::BlockHandler>(one_by_one_);
    }

    awaitable<eth::ValidationResult> on_block(const eth::Origin& origin,
                                              const eth::RawBlock& block) override {
        const auto time = static_cast<std::time_t>(block.time);
        const bool fetched = origin.source == eth::Source::response;
        std::tm utc{};
        std::ostringstream text;  // others print too: a line goes out in one piece
        text << "block " << block.number << ' ' << to_hex(block.hash).substr(0, 8) << "  "
             << std::put_time(::gmtime_r(&time, &utc), "%F %T") << "  " << block.transactions
             << " txs  " << block.header.size() + block.body.size() << " bytes  "
             << (fetched ? "fetched" : "gossip") << " from "
             << printable(origin.peer->client(), longest_client) << '\n';
        std::cout << text.str() << std::flush;
        co_return eth::ValidationResult::accept;
    }

private:
    serial::SerialQueue queue_;
    serial::BlockHandler one_by_one_;
};

}  // namespace

PLEXUS_PLUGIN(BlockLogger, "block_logger", "1.0.0", "prints each block it is handed");
