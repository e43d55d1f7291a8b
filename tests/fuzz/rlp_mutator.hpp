#pragma once

#include <cstddef>
#include <cstdint>

namespace plexus::testing {

/// Changes an RLP item inside a fuzzer's input and keeps it well-formed, most of the time: items
/// are removed, doubled, swapped, wrapped, or get sizes at which decoders change their mind. Blind
/// changes of bytes break the lengths around them and get no further.
/// @param data  changed in place
/// @param most  the room there
/// @param head  bytes in front that are no RLP
/// @returns the new size
std::size_t mutate_rlp(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed,
                       std::size_t head);

}  // namespace plexus::testing

/// Makes a target use it; `head` bytes of its input are parameters.
#define PLEXUS_MUTATE_RLP(head)                                                          \
    extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, \
                                                   std::size_t most, unsigned seed) {    \
        return plexus::testing::mutate_rlp(data, size, most, seed, head);                \
    }                                                                                    \
    static_assert(true)
