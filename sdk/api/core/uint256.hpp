#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include <api/core/api.hpp>
#include <api/core/bytes.hpp>

namespace plexus::inline v1 {

/// An unsigned integer of 256 bits: difficulties, prices, amounts, the numbers of a signature.
///
/// Plain data. Boost.Multiprecision does the arithmetic, in the source alone: its header takes long
/// to compile. Every operation says whether its result fits.
/// @spec Ethereum Yellow Paper, appendix B and the notation N_256
class PLEXUS_API Uint256 {
public:
    static constexpr std::size_t size_bytes = 32;  ///< of its big-endian form
    static constexpr std::size_t size_bits = 256;  ///< the same in bits

    constexpr Uint256() = default;

    /// Every 64-bit integer is one of 256 bits, so this is implicit: `total == 0`.
    constexpr Uint256(std::uint64_t value) noexcept : limbs_{0, 0, 0, value} {}

    /// 2^256 - 1.
    static constexpr Uint256 max() noexcept {
        Uint256 value;
        value.limbs_.fill(~std::uint64_t{0});
        return value;
    }

    /// @param digits  big endian; leading zeros are allowed
    /// @returns       nothing if there are more than 32
    static constexpr std::optional<Uint256> from_big_endian(BytesView digits) noexcept {
        if (digits.size() > size_bytes) return std::nullopt;
        Uint256 value;
        for (std::size_t at = 0; at < digits.size(); ++at) {
            const std::size_t below = digits.size() - 1 - at;
            std::uint64_t& limb = value.limbs_[limb_count - 1 - below / limb_bytes];
            limb |= std::uint64_t{digits[at]} << below % limb_bytes * 8;
        }
        return value;
    }

    /// All 32 bytes, the highest first; RLP drops the leading zeros.
    constexpr FixedBytes<size_bytes> to_big_endian() const noexcept {
        FixedBytes<size_bytes> digits;
        for (std::size_t at = 0; at < size_bytes; ++at) {
            const std::size_t below = (size_bytes - 1 - at) % limb_bytes;
            digits.bytes[at] = static_cast<std::uint8_t>(limbs_[at / limb_bytes] >> below * 8);
        }
        return digits;
    }

    /// Reads a decimal number, or a hexadecimal one behind 0x; digits of either case.
    /// @returns nothing for any other text, and for more than 256 bits
    static std::optional<Uint256> parse(std::string_view text) noexcept;

    /// In decimal digits.
    std::string text() const;

    /// In hexadecimal digits behind 0x, without leading zeros.
    /// @spec Ethereum JSON-RPC, "Quantities"
    std::string hex() const;

    /// How many bits the number needs; 0 for zero.
    constexpr std::size_t bit_width() const noexcept {
        for (std::size_t at = 0; at < limb_count; ++at) {
            if (limbs_[at] == 0) continue;
            const std::size_t below = (limb_count - 1 - at) * limb_bytes * 8;
            return below + static_cast<std::size_t>(std::bit_width(limbs_[at]));
        }
        return 0;
    }

    /// @returns nothing if the number needs more than 64 bits
    constexpr std::optional<std::uint64_t> to_u64() const noexcept {
        if (bit_width() > limb_bytes * 8) return std::nullopt;
        return limbs_.back();
    }

    // Each yields nothing if the result is no integer of 256 bits.
    /// The sum.
    std::optional<Uint256> checked_add(const Uint256& other) const noexcept;
    /// The difference; nothing if `other` is larger.
    std::optional<Uint256> checked_sub(const Uint256& other) const noexcept;
    /// The product.
    std::optional<Uint256> checked_mul(const Uint256& other) const noexcept;

    /// The quotient, rounded down; nothing for a division by zero.
    std::optional<Uint256> checked_div(const Uint256& other) const noexcept;

    friend constexpr auto operator<=>(const Uint256&, const Uint256&) = default;
    /// Writes decimal digits.
    friend PLEXUS_API std::ostream& operator<<(std::ostream& stream, const Uint256& value);

private:
    static constexpr std::size_t limb_bytes = sizeof(std::uint64_t);
    static constexpr std::size_t limb_count = size_bytes / limb_bytes;

    std::array<std::uint64_t, limb_count> limbs_{};  // the highest first: they compare in order
};

}  // namespace plexus::inline v1
