#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include <api/async/clock.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>

namespace plexus::testing {

/// Peers of which each has some blocks, and says that its chain ends with one of them.
class Crowd {
public:
    Loop loop;
    FakeEthPool pool{loop};

    /// Makes the header of a block that only the kind tells from others of its number.
    Hash256 block(std::uint64_t number, std::uint8_t kind = 0, std::uint64_t time = 0,
                  const Hash256& parent = {}) {
        eth::Header header;
        header.number = number;
        header.time = time;
        header.parent = parent;
        header.extra = Bytes{kind};
        const SharedBytes raw{eth::encode_header(header)};
        const Hash256 hash = crypto::keccak256(raw);
        headers_[hash] = {number, raw};
        return hash;
    }

    /// The blocks that a peer has, by number; those below are not there.
    using Blocks = std::vector<Hash256>;

    /// Adds a block behind the last one.
    void extend(Blocks& blocks, std::uint8_t kind = 0, std::uint64_t time = 0) {
        const Hash256 parent = blocks.back();
        blocks.push_back(block(headers_.at(parent).first + 1, kind, time, parent));
    }

    /// A peer that has these blocks, the last one as its head.
    FakeRemote& add(Blocks blocks) { return add(std::make_shared<Blocks>(std::move(blocks))); }

    /// The same with a chain that goes on.
    FakeRemote& add(std::shared_ptr<const Blocks> blocks) {
        auto remote = std::make_shared<FakeRemote>();
        remote->said.head = blocks->back();
        remote->on_headers = [this, blocks = std::move(blocks)](
                                 chain::HeaderQuery query) -> awaitable<Result<chain::RawItems>> {
            co_return find(*blocks, query);
        };
        remotes.push_back(remote);
        peers.push_back(pool.join(remote));
        return *remote;
    }

    /// What a peer with these blocks has of the requested ones.
    chain::RawItems find(const Blocks& blocks, const chain::HeaderQuery& query) const {
        chain::RawItems items;
        for (const Hash256& hash : blocks) {
            const auto& [number, header] = headers_.at(hash);
            const bool wanted = query.hash ? hash == *query.hash : is_among(number, query);
            if (wanted) items.push_back(header);
        }
        return items;
    }

    std::size_t requests() const {
        std::size_t count = 0;
        for (const auto& remote : remotes) count += remote->header_requests;
        return count;
    }

    std::vector<std::shared_ptr<FakeRemote>> remotes;
    std::vector<std::shared_ptr<FakePeer>> peers;

private:
    static bool is_among(std::uint64_t number, const chain::HeaderQuery& query) {
        if (number < query.number) return false;
        const std::uint64_t above = number - query.number;
        return above % (query.skip + 1) == 0 && above / (query.skip + 1) < query.amount;
    }

    std::map<Hash256, std::pair<std::uint64_t, SharedBytes>> headers_;
};

}  // namespace plexus::testing
