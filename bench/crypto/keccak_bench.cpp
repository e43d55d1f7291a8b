#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <memory>

#include <kit/crypto/keccak.hpp>

using namespace plexus;

namespace {

/// A tree node, one block of the sponge, a small message, a large one.
void sizes(benchmark::internal::Benchmark* bench) {
    bench->Arg(32)->Arg(136)->Arg(1024)->Arg(65536);
}

Bytes message(const benchmark::State& state) {
    return Bytes(static_cast<std::size_t>(state.range(0)), 0x5a);
}

void keccak256(benchmark::State& state) {
    const Bytes data = message(state);
    for (auto _ : state) benchmark::DoNotOptimize(crypto::keccak256(data));
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

/// The same permutation in OpenSSL, in the fairest way to call it: the algorithm fetched and the
/// context made once, outside.
void openssl_sha3_256(benchmark::State& state) {
    const Bytes data = message(state);
    const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm{
        EVP_MD_fetch(nullptr, "SHA3-256", nullptr), &EVP_MD_free};
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free};
    Hash256 digest;
    for (auto _ : state) {
        EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr);
        EVP_DigestUpdate(context.get(), data.data(), data.size());
        EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
        benchmark::DoNotOptimize(digest);
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

BENCHMARK(keccak256)->Apply(sizes);
BENCHMARK(openssl_sha3_256)->Apply(sizes);

}  // namespace
