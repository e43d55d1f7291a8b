// What blocks take in memory on their way, measured: this program counts its large allocations.

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/body.hpp>
#include <kit/eth/types/receipt.hpp>
#include <kit/eth/types/roots.hpp>

#include <tests/sdk/kit/eth/session/fakes.hpp>

#include "stage.hpp"

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20U;

/// Smaller allocations are no parts of blocks here.
constexpr std::size_t large = 64 * 1024;

std::atomic<std::size_t> live_bytes = 0;
std::atomic<std::size_t> peak_bytes = 0;

void* count_allocation(void* memory) noexcept {
    const std::size_t size = malloc_usable_size(memory);
    if (size < large) return memory;
    const std::size_t now = live_bytes += size;
    std::size_t peak = peak_bytes;
    while (now > peak && !peak_bytes.compare_exchange_weak(peak, now)) {
    }
    return memory;
}

}  // namespace

void* operator new(std::size_t size) {
    void* const memory = std::malloc(size);
    if (memory == nullptr) throw std::bad_alloc();
    return count_allocation(memory);
}

void operator delete(void* memory) noexcept {
    const std::size_t size = malloc_usable_size(memory);
    if (size >= large) live_bytes -= size;
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

using namespace plexus;
using namespace std::chrono_literals;
using testing::FakeChain;
using testing::FakeRemote;

namespace {

constexpr std::size_t limit_mebibytes = 64;
constexpr std::size_t all_blocks_mebibytes = 256;
constexpr int done = 0;

/// Takes its time, so that blocks come faster than they go.
class SlowHandler final : public eth::BlockHandler {
public:
    std::size_t blocks = 0;

    awaitable<eth::ValidationResult> on_block(const eth::Origin&, const eth::RawBlock&) override {
        ++blocks;
        co_await sleep_for(100ms);
        co_return eth::ValidationResult::accept;
    }
};

/// A chain whose blocks are all equally large: they share their one body.
FakeChain large_chain(std::size_t body_bytes, std::size_t count) {
    eth::Body body;
    body.withdrawals.emplace();
    body.transactions.emplace_back().input = Bytes(body_bytes);
    const SharedBytes encoded{eth::encode_body(body)};
    const eth::BodyRoots roots = eth::body_roots(encoded).value();
    FakeChain chain;
    testing::ChainOptions empty;
    empty.transactions = 0;
    for (std::size_t i = 0; i < count; ++i) {
        chain::StoredBlock block = testing::fake_blocks(chain.head(), 1, empty).front();
        eth::Header header = eth::decode_header(block.header).value();
        header.transactions_root = roots.transactions;
        block.header = SharedBytes{eth::encode_header(header)};
        block.hash = crypto::keccak256(block.header);
        block.body = encoded;
        chain.add(std::move(block));
    }
    return chain;
}

struct Measured : testing::SyncStage {
    SlowHandler handler;
    FakeChain chain;

    Measured() {
        host.set("from", "1").set("receipts", "false").set("window", "16").set("batch", "64");
        host.set("memory", std::to_string(limit_mebibytes) + "MiB");
        host.provide<eth::BlockHandler>(handler);
    }

    /// A peer that sends copies, as if they had come over a network, in messages of 2 MiB or one
    /// body.
    void join_with_copies() {
        FakeRemote& remote = join(chain, chain.height());
        remote.on_bodies =
            [this](std::vector<Hash256> hashes) -> awaitable<Result<chain::RawItems>> {
            chain::RawItems copies;
            std::size_t bytes = 0;
            for (const SharedBytes& body : testing::bodies_of(chain, hashes)) {
                if (bytes >= 2 * mebibyte) break;
                bytes += body.size();
                copies.emplace_back(Bytes(body.view().begin(), body.view().end()));
            }
            co_return copies;
        };
    }
};

}  // namespace

BOOST_DATA_TEST_CASE_F(Measured, blocks_on_their_way_take_no_more_than_they_may,
                       (std::array{1U, 4U, 9U}), body_mebibytes) {
    const std::size_t count = all_blocks_mebibytes / body_mebibytes;
    chain = large_chain(body_mebibytes * mebibyte, count);
    for (int i = 0; i < 8; ++i) join_with_copies();
    const std::size_t before = live_bytes;
    peak_bytes = before;

    BOOST_TEST((run() == done));

    const std::size_t peak = (peak_bytes - before) / mebibyte;
    BOOST_TEST_MESSAGE("blocks of " << body_mebibytes << " MiB: " << peak << " MiB");
    BOOST_TEST(handler.blocks == count);
    BOOST_TEST(peak <= limit_mebibytes);
    BOOST_TEST(peak >= limit_mebibytes / 8);  // else the blocks have not been measured
}
