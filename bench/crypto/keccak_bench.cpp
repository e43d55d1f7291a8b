#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <memory>
#include <vector>

#include <kit/crypto/keccak.hpp>
#include <kit/crypto/keccak_many.hpp>

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

/// Nodes of a trie, or transactions: 256 messages of one size.
std::vector<Bytes> messages(const benchmark::State& state) {
    return std::vector<Bytes>(256, message(state));
}

void keccak256_one_by_one(benchmark::State& state) {
    const std::vector<Bytes> all = messages(state);
    for (auto _ : state) {
        for (const Bytes& each : all) benchmark::DoNotOptimize(crypto::keccak256(each));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(all.size()));
}

void keccak256_many(benchmark::State& state) {
    const std::vector<Bytes> all = messages(state);
    const std::vector<BytesView> views(all.begin(), all.end());
    std::vector<Hash256> hashes(all.size());
    for (auto _ : state) {
        crypto::keccak256_many(views, hashes);
        benchmark::DoNotOptimize(hashes.data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(all.size()));
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
BENCHMARK(keccak256_one_by_one)->Arg(110)->Arg(532);
BENCHMARK(keccak256_many)->Arg(110)->Arg(532);

}  // namespace
