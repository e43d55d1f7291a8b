#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/core/uint256.hpp>
#include <kit/rlp/item.hpp>

namespace plexus::rlp {
/// What comes next in a list.
enum class Kind : std::uint8_t { string, list, end };

/// What may follow the list that a root reader is made for.
enum class Tail : std::uint8_t { forbidden, ignored };

/// What may follow the items that were read, inside the list.
enum class Extra : std::uint8_t { forbidden, ignored };

/// A cursor over the items of one list.
///
/// Errors stick: after the first one every read, here and in all readers of the same root, yields
/// zero, nothing or an empty view, `more()` is false, and the first error stays. A decoder is
/// therefore a straight line of reads with one check at its end:
///
///     rlp::Reader in{packet, rlp::Tail::ignored};
///     ping.version = in.u64();
///     rlp::Reader from = in.list();
///     ping.from.ip = from.bytes(16);
///     ping.from.udp = from.number<std::uint16_t>();
///     from.expect_end(rlp::Extra::ignored);
///     return in.finish(rlp::Extra::ignored);  // then use the values, if it is good
///
/// Every header is checked when its item is reached: the shortest form of length, a single byte
/// below 0x80 unwrapped, the payload within its parent. Nothing is allocated, nothing recurses.
/// A list that is skipped or taken raw is not looked into.
///
/// @ownership  returns views into the bytes it was made with; `list()` gives readers that report
///             to their root, so none of them may outlive it, and none can be copied or moved
/// @errors     malformed (too short, of another kind, out of range), non_canonical, limit_exceeded
/// @spec       Ethereum Yellow Paper, appendix B
class Reader {
public:
    /// `bytes` begin with the list to be read.
    explicit Reader(BytesView bytes, Tail tail = Tail::forbidden) noexcept;
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// The next item must be an integer that fits into `T`; without leading zeros, zero is empty.
    template <std::unsigned_integral T>
    T number() noexcept {
        return static_cast<T>(integer_up_to(std::numeric_limits<T>::max()));
    }
    /// The next item must be an integer of at most 64 bits.
    std::uint64_t u64() noexcept { return number<std::uint64_t>(); }

    /// The next item must be an integer of at most 256 bits; limit_exceeded above `max_bits`.
    Uint256 u256(std::size_t max_bits = Uint256::size_bits) noexcept;

    /// The big-endian digits of an integer of at most `max_bytes`; empty for zero.
    BytesView integer(std::size_t max_bytes) noexcept;

    /// 0x80 is false, 0x01 is true, all else is malformed.
    bool boolean() noexcept;

    /// A string of any content; limit_exceeded if it is longer than `max_bytes`.
    BytesView bytes(std::size_t max_bytes) noexcept;

    /// A string of exactly `N` bytes.
    template <std::size_t N>
    FixedBytes<N> fixed() noexcept {
        return FixedBytes<N>::from(exactly(N)).value_or(FixedBytes<N>{});
    }

    /// A string of exactly `N` bytes, or the empty one for nothing: the `to` of a transaction.
    template <std::size_t N>
    std::optional<FixedBytes<N>> optional_fixed() noexcept {
        return FixedBytes<N>::from(exactly_or_empty(N));
    }

    /// Whatever comes next.
    Item item() noexcept;
    /// Whatever comes next, header included and its inside unchecked, to be kept or forwarded.
    BytesView raw() noexcept { return item().raw; }
    /// Passes over the next item; the inside of a list is not checked.
    void skip() noexcept { item(); }

    /// Enters the next item, which must be a list; this reader goes on behind it at once.
    /// End it with `expect_end`, unless everything in it was read in a loop on `more()`.
    Reader list() noexcept;

    /// What comes next, judged by its first byte; `end` at the end and after an error.
    Kind peek() const noexcept;
    /// Whether an item is left; false after an error too.
    bool more() const noexcept { return peek() != Kind::end; }

    /// How many items are left, found by their headers alone; consumes nothing. Call it before
    /// reserving memory. Looks at no more than `limit` + 1 items.
    /// @returns 0 after an error, which is limit_exceeded if there are more than `limit`
    std::size_t count(std::size_t limit) noexcept;

    /// Refuses the input for a reason that only the caller knows; an earlier error stays.
    void fail(Errc error) noexcept;

    /// Whether nothing read from this root has failed so far.
    bool ok() const noexcept { return *error_ == Errc{}; }

    /// Ends the reading of this list: items left unread are malformed, if they are forbidden.
    void expect_end(Extra extra = Extra::forbidden) noexcept;

    /// `expect_end`, and the first error of everything that was read from this root, if there is
    /// one.
    [[nodiscard]] Result<void> finish(Extra extra = Extra::forbidden) noexcept;

private:
    Reader(BytesView payload, Errc* error) noexcept : rest_{payload}, error_{error} {}

    std::uint64_t integer_up_to(std::uint64_t max) noexcept;
    BytesView string() noexcept;
    BytesView exactly(std::size_t size) noexcept;
    BytesView exactly_or_empty(std::size_t size) noexcept;

    BytesView rest_;
    Errc root_error_{};  // used by the root only: Errc has no zero, so zero is "none yet"
    Errc* error_ = &root_error_;
};

}  // namespace plexus::rlp
