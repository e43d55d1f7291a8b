#include <kit/crypto/secp256k1.hpp>

#include <benchmark/benchmark.h>

#include <kit/crypto/keccak.hpp>

using namespace plexus;

namespace {

const Hash256 hash = crypto::keccak256(bytes_of("message"));

crypto::SecretKey key_of(std::uint8_t byte) {
    return crypto::SecretKey::from(Bytes(32, byte)).value();
}

void derive_public_key(benchmark::State& state) {
    const crypto::SecretKey key = key_of(1);
    for (auto _ : state) benchmark::DoNotOptimize(crypto::public_key(key));
}

void sign(benchmark::State& state) {
    const crypto::SecretKey key = key_of(1);
    for (auto _ : state) benchmark::DoNotOptimize(crypto::sign(key, hash));
}

void recover(benchmark::State& state) {
    const crypto::Signature signature = crypto::sign(key_of(1), hash);
    for (auto _ : state) benchmark::DoNotOptimize(crypto::recover(signature, hash));
}

void verify(benchmark::State& state) {
    const crypto::SecretKey key = key_of(1);
    const crypto::PublicKey public_key = crypto::public_key(key);
    const crypto::Signature signature = crypto::sign(key, hash);
    for (auto _ : state)
        benchmark::DoNotOptimize(crypto::verify(public_key, signature.view().first(64), hash));
}

void ecdh(benchmark::State& state) {
    const crypto::SecretKey ours = key_of(1);
    const crypto::PublicKey theirs = crypto::public_key(key_of(2));
    for (auto _ : state) benchmark::DoNotOptimize(crypto::ecdh_x(ours, theirs));
}

BENCHMARK(derive_public_key);
BENCHMARK(sign);
BENCHMARK(recover);
BENCHMARK(verify);
BENCHMARK(ecdh);

}  // namespace
