#include "extra_data.hpp"

#include <algorithm>

#include <kit/rlp/item.hpp>

namespace plexus::inline v1::bsc {
namespace {

constexpr std::size_t vanity_bytes = 32;
constexpr std::size_t seal_bytes = 65;
constexpr std::size_t address_bytes = 20;
constexpr std::size_t validator_bytes = address_bytes + 48;  // and a BLS public key

constexpr std::uint64_t epoch_before_luban = 200;
constexpr std::uint64_t epoch_divisor = 100;  // of 200, 500 and 1000

/// An RLP list begins so; a count of validators is below it.
constexpr std::uint8_t first_list_byte = 0xc0;

bool has_room(BytesView extra) noexcept { return extra.size() >= vanity_bytes + seal_bytes; }

/// The bytes between the first 32 bytes and the seal.
BytesView middle(BytesView extra) noexcept { return unsealed(extra).subspan(vanity_bytes); }

/// Whether the bytes are nothing, or one list; its inside is not checked, because votes are not
/// verified here.
bool is_attestation(BytesView bytes) noexcept {
    if (bytes.empty()) return true;
    const Result<rlp::Item> item = rlp::first(bytes);
    return item && item->is_list && bytes.empty();
}

}  // namespace

BytesView seal(BytesView extra) noexcept { return extra.last(std::min(extra.size(), seal_bytes)); }

BytesView unsealed(BytesView extra) noexcept {
    return extra.first(extra.size() - seal(extra).size());
}

bool is_extra_before_luban(BytesView extra, std::uint64_t number) noexcept {
    if (!has_room(extra)) return false;
    const std::size_t size = middle(extra).size();
    if (number % epoch_before_luban != 0) return size == 0;
    return size > 0 && size % address_bytes == 0;
}

bool is_extra_since_luban(BytesView extra, std::uint64_t number, TurnLength turns) noexcept {
    if (!has_room(extra)) return false;
    const BytesView rest = middle(extra);
    if (rest.empty() || rest.front() >= first_list_byte) return is_attestation(rest);
    const std::size_t count = rest.front();
    const std::size_t turn_bytes = turns == TurnLength::told ? 1 : 0;
    const std::size_t epoch_bytes = 1 + count * validator_bytes + turn_bytes;
    if (number % epoch_divisor != 0 || count == 0 || rest.size() < epoch_bytes) return false;
    return is_attestation(rest.subspan(epoch_bytes));
}

}  // namespace plexus::inline v1::bsc
