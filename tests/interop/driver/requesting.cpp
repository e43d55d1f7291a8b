#include "requesting.hpp"

#include <api/async/within.hpp>
#include <api/eth/remote.hpp>
#include <bsc/remote.hpp>
#include <kit/crypto/keccak.hpp>

#include <iostream>

namespace plexus::driver {
namespace {

using namespace std::chrono_literals;

/// As long as a script waits for anything.
constexpr auto timeout = 15s;

BytesView bytes_of_item(const SharedBytes& item) { return item; }
BytesView bytes_of_item(const eth::RawTransaction& item) { return item.bytes; }
BytesView bytes_of_item(const eth::RawBlock& item) { return item.header; }

template <class Item>
void show(const std::string& what, const Result<std::vector<Item>>& items) {
    std::string text = "response " + what;
    if (!items) {
        text += " failed: " + items.error().message();
    } else {
        text += ' ' + std::to_string(items->size());
        for (const Item& item : *items) {
            text += ' ' + to_hex(crypto::keccak256(bytes_of_item(item)));
        }
    }
    std::cout << text + "\n" << std::flush;
}

void show_status(const eth::Remote& remote) {
    const eth::Status status = remote.status();
    std::ostringstream text;
    text << "response status " << remote.version() << ' ' << status.earliest << ' ' << status.latest
         << ' ' << to_hex(status.head) << '\n';
    std::cout << text.str() << std::flush;
}

awaitable<void> request_headers(eth::Remote& remote, std::istringstream& words) {
    std::string origin;
    std::string direction;
    chain::HeaderQuery query;
    words >> origin >> query.amount >> query.skip >> direction;
    query.hash = fixed_from_hex<Hash256::size_bytes>(origin);
    if (!query.hash) query.number = std::stoull(origin);
    query.reverse = direction == "down";
    const auto found = co_await within(timeout, remote.headers(query));
    show("headers", found);
}

awaitable<void> request_range(net::Peer& peer, std::istringstream& words) {
    std::string hash;
    bsc::BlockRange range;
    words >> hash >> range.count;
    range.hash = fixed_from_hex<Hash256::size_bytes>(hash);
    const auto remote = peer.handle<bsc::Remote>();
    if (!remote) {
        std::cout << "response range failed: the peer has no bsc session\n" << std::flush;
        co_return;
    }
    const auto found = co_await within(timeout, remote->blocks_by_range(range));
    show("range", found);
}

std::vector<Hash256> read_hashes(std::istringstream& words) {
    std::vector<Hash256> hashes;
    for (std::string word; words >> word;) {
        if (const auto hash = fixed_from_hex<Hash256::size_bytes>(word)) hashes.push_back(*hash);
    }
    return hashes;
}

awaitable<void> request_by_hash(eth::Remote& remote, const std::string& name,
                                std::vector<Hash256> hashes) {
    if (name == "bodies") {
        const auto found = co_await within(timeout, remote.bodies(std::move(hashes)));
        show(name, found);
    } else if (name == "receipts") {
        const auto found = co_await within(timeout, remote.receipts(std::move(hashes)));
        show(name, found);
    } else if (name == "nodes") {
        const auto found = co_await within(timeout, remote.node_data(std::move(hashes)));
        show(name, found);
    } else if (name == "pooled") {
        const auto found = co_await within(timeout, remote.pooled_transactions(std::move(hashes)));
        show(name, found);
    } else {
        std::cout << "failed no such command\n" << std::flush;
    }
}

}  // namespace

awaitable<void> request(net::PeerPtr peer, std::string name, std::istringstream words) {
    const auto remote = peer->handle<eth::Remote>();
    if (!remote) co_return;
    if (name == "status") {
        show_status(*remote);
    } else if (name == "headers") {
        co_await request_headers(*remote, words);
    } else if (name == "range") {
        co_await request_range(*peer, words);
    } else {
        co_await request_by_hash(*remote, name, read_hashes(words));
    }
}

}  // namespace plexus::driver
