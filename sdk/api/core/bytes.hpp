#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

/// Bytes of any number, owned.
using Bytes = std::vector<std::uint8_t>;
/// Bytes that someone else owns: valid as long as the owner leaves them alone.
using BytesView = std::span<const std::uint8_t>;

/// A value of exactly `N` bytes. Plain data: trivially copyable, ordered byte by byte.
template <std::size_t N>
struct FixedBytes {
    static constexpr std::size_t size_bytes = N;  ///< `N`, as a constant of the type

    /// The first byte is the highest one where the value is a number
    std::array<std::uint8_t, N> bytes{};

    /// @returns the value, or nothing if `view` does not have exactly `N` bytes
    static constexpr std::optional<FixedBytes> from(BytesView view) noexcept {
        if (view.size() != N) return std::nullopt;
        FixedBytes result;
        std::copy(view.begin(), view.end(), result.bytes.begin());
        return result;
    }

    /// The first of `N` bytes.
    constexpr const std::uint8_t* data() const noexcept { return bytes.data(); }
    /// The first of `N` bytes.
    constexpr std::uint8_t* data() noexcept { return bytes.data(); }
    /// `N`.
    static constexpr std::size_t size() noexcept { return N; }
    /// For ranges and loops.
    constexpr auto begin() const noexcept { return bytes.begin(); }
    /// For ranges and loops.
    constexpr auto end() const noexcept { return bytes.end(); }
    /// A view of this value; it must outlive the view.
    constexpr BytesView view() const noexcept { return BytesView{bytes}; }
    /// As view(): so that a value passes wherever bytes are taken.
    constexpr operator BytesView() const noexcept { return view(); }
    /// Whether all bytes are zero, as in a value that was never set.
    constexpr bool is_zero() const noexcept { return *this == FixedBytes{}; }

    friend constexpr auto operator<=>(const FixedBytes&, const FixedBytes&) = default;
};

/// A keccak-256 or SHA-256 hash.
using Hash256 = FixedBytes<32>;
/// An account: the last 20 bytes of the keccak-256 of its public key.
using Address = FixedBytes<20>;

/// Lower-case hexadecimal digits, without prefix.
PLEXUS_API std::string to_hex(BytesView bytes);

/// Decodes hexadecimal digits of either case; an optional `0x` prefix is skipped.
/// @returns nothing on an odd count of digits or any other character
PLEXUS_API std::optional<Bytes> from_hex(std::string_view text);

/// `from_hex` for a value of known size.
template <std::size_t N>
std::optional<FixedBytes<N>> fixed_from_hex(std::string_view text) {
    const std::optional<Bytes> decoded = from_hex(text);
    return decoded ? FixedBytes<N>::from(*decoded) : std::nullopt;
}

/// The bytes of a text, without a terminating zero; valid as long as the text.
inline BytesView bytes_of(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The bytes as characters, unchecked: they may be no valid UTF-8, or unfit for a terminal.
inline std::string_view text_of(BytesView bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace plexus::inline v1

/// Hash tables of ids and hashes. The first bytes are taken as they are: remote parties choose
/// some of these values, so a table keyed by what a peer sends must be bounded all the same.
template <std::size_t N>
struct std::hash<plexus::FixedBytes<N>> {
    /// The first bytes, in the machine's order.
    std::size_t operator()(const plexus::FixedBytes<N>& value) const noexcept {
        std::size_t result = 0;
        std::memcpy(&result, value.data(), std::min(sizeof result, N));
        return result;
    }
};
