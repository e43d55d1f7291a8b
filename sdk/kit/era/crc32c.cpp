#include "crc32c.hpp"

#include <boost/crc.hpp>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#define PLEXUS_CRC_X86
#endif

namespace plexus::era {
namespace {

std::uint32_t crc32c_by_table(BytesView bytes) noexcept {
    boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return static_cast<std::uint32_t>(crc.checksum());
}

#ifdef PLEXUS_CRC_X86
// The processor's instruction has this polynomial: eight bytes in three cycles, where the table
// takes as many dozens. The store sums up whatever it serves.
[[gnu::target("sse4.2")]] std::uint32_t crc32c_by_instruction(BytesView bytes) noexcept {
    std::uint64_t crc = 0xFFFFFFFF;
    for (; bytes.size() >= sizeof crc; bytes = bytes.subspan(sizeof crc)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), sizeof word);
        crc = _mm_crc32_u64(crc, word);
    }
    auto rest = static_cast<std::uint32_t>(crc);
    for (const std::uint8_t byte : bytes) rest = _mm_crc32_u8(rest, byte);
    return ~rest;
}
#endif

}  // namespace

std::uint32_t crc32c(BytesView bytes) noexcept {
#ifdef PLEXUS_CRC_X86
    static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
    if (has_instruction) return crc32c_by_instruction(bytes);
#endif
    return crc32c_by_table(bytes);
}

}  // namespace plexus::era
