#include "batch.hpp"

namespace plexus::stream {
namespace {

constexpr std::size_t node_bytes_in_id = 4;

std::string hex(std::uint64_t number) {
    FixedBytes<sizeof number> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes.bytes[i] = static_cast<std::uint8_t>(number >> (bytes.size() - 1 - i) * 8);
    }
    return to_hex(bytes);
}

}  // namespace

std::string id_of(const Batch& batch) {
    std::string id = to_hex(batch.identity->node.view().first(node_bytes_in_id));
    id += '-';
    id += hex(batch.identity->boot);
    id += '-';
    id += name_of(batch.kind);
    id += '-';
    id += std::to_string(batch.sequence);
    return id;
}

}  // namespace plexus::stream
