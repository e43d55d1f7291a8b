#define OPENSSL_SUPPRESS_DEPRECATED  // a generator of one's own is what the deprecated call is for

#include "random.hpp"

#include <openssl/rand.h>

#include <random>

namespace plexus::simulation {
namespace {

// One thread runs a simulation; the state is the run's, and each run seeds it anew.
std::mt19937_64& generator() noexcept {
    static std::mt19937_64 state;
    return state;
}

int fill(unsigned char* out, int size) {
    for (int i = 0; i < size; ++i) out[i] = static_cast<unsigned char>(draw());
    return 1;
}

int is_seeded() { return 1; }

}  // namespace

void seed_random(std::uint64_t seed) noexcept {
    // The kit of every plugin calls the one OpenSSL of the process.
    static const RAND_METHOD method{nullptr, fill, nullptr, nullptr, fill, is_seeded};
    RAND_set_rand_method(&method);
    generator().seed(seed);
}

std::uint64_t draw() noexcept { return generator()(); }

}  // namespace plexus::simulation
