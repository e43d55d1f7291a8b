#include <benchmark/benchmark.h>

#include <plugins/rlpx/frames/frame_buffer.hpp>
#include <plugins/rlpx/frames/snappy.hpp>
#include <plugins/rlpx/handshake/handshake.hpp>

using namespace plexus;
using namespace plexus::rlpx;

namespace {

Identity make_identity() {
    const crypto::SecretKey key = crypto::SecretKey::generate();
    return {crypto::public_key(key),
            [key](const crypto::PublicKey& theirs) { return crypto::ecdh_x(key, theirs); }};
}

/// Auth, ack and the secrets of both sides, without sockets.
void handshake(benchmark::State& state) {
    const Identity ours = make_identity();
    const Identity theirs = make_identity();
    for (auto _ : state) {
        const Initiator initiator = Initiator::begin(ours, theirs.id).value();
        const AcceptedAuth response = accept_auth(theirs, initiator.packet()).value();
        benchmark::DoNotOptimize(initiator.finish(ours, response.packet).value());
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(handshake)->Unit(benchmark::kMicrosecond);

/// Sealing a frame and opening it again, on one core, without Snappy.
void frame_in_memory(benchmark::State& state) {
    const auto key = crypto::random_fixed<32>();
    FrameSealer sealer(key, FrameMac(key, {}));
    FrameBuffer frames(FrameOpener(key, FrameMac(key, {})));
    Bytes payload(static_cast<std::size_t>(state.range(0)));
    crypto::random_bytes(payload);
    Bytes sealed;
    for (auto _ : state) {
        sealed.clear();
        sealer.seal(16, payload, sealed);
        for (BytesView rest = sealed; !rest.empty();) {
            const std::span<std::uint8_t> room = frames.room();
            const std::size_t count = std::min(room.size(), rest.size());
            std::copy_n(rest.begin(), count, room.begin());
            frames.commit(count);
            rest = rest.subspan(count);
            benchmark::DoNotOptimize(frames.next());
        }
    }
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(frame_in_memory)->Arg(64)->Arg(1024)->Arg(1 << 20);

/// Snappy on bytes that do not compress, both ways.
void snappy_both_ways(benchmark::State& state) {
    Bytes payload(static_cast<std::size_t>(state.range(0)));
    crypto::random_bytes(payload);
    for (auto _ : state) {
        benchmark::DoNotOptimize(uncompress(compress(payload), payload.size()).value());
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(snappy_both_ways)->Arg(64)->Arg(1024)->Arg(1 << 20);

}  // namespace
