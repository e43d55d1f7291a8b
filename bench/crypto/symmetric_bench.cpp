#include <kit/crypto/symmetric.hpp>

#include <benchmark/benchmark.h>

using namespace plexus;

namespace {

/// What ECIES computes over a packet of the RLPx handshake.
void hmac_of_400_bytes(benchmark::State& state) {
    const Bytes key(32, 1);
    const Bytes packet(400, 2);
    for (auto _ : state) benchmark::DoNotOptimize(crypto::hmac_sha256(key, {packet}));
}
BENCHMARK(hmac_of_400_bytes);

/// A cipher that encrypts one short message: each handshake makes six.
void make_aes_ctr(benchmark::State& state) {
    const Bytes key(static_cast<std::size_t>(state.range(0)), 1);
    Bytes message(64, 2);
    for (auto _ : state) crypto::AesCtr(key).apply(message);
}
BENCHMARK(make_aes_ctr)->Arg(16)->Arg(32);

}  // namespace
