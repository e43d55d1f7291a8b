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
    Hash256 block(std::uint64_t number, std::uint8_t kind = 0, std::uint64_t time = 0) {
        eth::Header header;
        header.number = number;
        header.time = time;
        header.extra = Bytes{kind};
        const SharedBytes raw{eth::encode_header(header)};
        const Hash256 hash = crypto::keccak256(raw);
        headers_[hash] = raw;
        return hash;
    }

    /// A peer that has these blocks, the last one as its head.
    FakeRemote& add(std::vector<Hash256> blocks) {
        auto remote = std::make_shared<FakeRemote>();
        remote->said.head = blocks.back();
        remote->on_headers = [this, blocks = std::move(blocks)](
                                 chain::HeaderQuery query) -> awaitable<Result<chain::RawItems>> {
            chain::RawItems items;
            if (std::ranges::find(blocks, *query.hash) != blocks.end()) {
                items.push_back(headers_.at(*query.hash));
            }
            co_return items;
        };
        remotes.push_back(remote);
        peers.push_back(pool.join(remote));
        return *remote;
    }

    std::size_t requests() const {
        std::size_t count = 0;
        for (const auto& remote : remotes) count += remote->header_requests;
        return count;
    }

    std::vector<std::shared_ptr<FakeRemote>> remotes;
    std::vector<std::shared_ptr<FakePeer>> peers;

private:
    std::map<Hash256, SharedBytes> headers_;
};

}  // namespace plexus::testing
