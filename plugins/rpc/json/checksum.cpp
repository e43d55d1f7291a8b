#include "checksum.hpp"

#include <kit/crypto/keccak.hpp>

namespace plexus::rpc_server {

std::string checksummed(const Address& address) {
    std::string digits = to_hex(address);
    const Bytes ascii(digits.begin(), digits.end());
    const Hash256 hash = crypto::keccak256(ascii);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const unsigned byte = hash.bytes[i / 2];
        const unsigned nibble = i % 2 == 0 ? byte >> 4U : byte & 15U;
        if (nibble >= 8 && digits[i] >= 'a') digits[i] = static_cast<char>(digits[i] - 'a' + 'A');
    }
    return "0x" + digits;
}

}  // namespace plexus::rpc_server
