#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <api/core/bytes.hpp>
#include <api/core/uint256.hpp>

namespace plexus::rlp {

/// Appends items to a buffer, always in their canonical form.
///
///     rlp::Writer out;
///     out.list([&] {
///         out.u64(version);
///         out.list([&] { for (const Hash256& hash : hashes) out.fixed(hash); });
///     });
///     return out.take();
///
/// @spec  Ethereum Yellow Paper, appendix B
class Writer {
public:
    /// Where a list that is still open began.
    enum class Mark : std::size_t {};

    Writer() = default;
    /// @param reserve_bytes  a guess of the result's size; more may be written
    explicit Writer(std::size_t reserve_bytes) { out_.reserve(reserve_bytes); }

    /// An integer in its shortest form: big endian, without leading zeros, zero as the empty
    /// string.
    void u64(std::uint64_t value);
    /// An integer of up to 256 bits.
    void u256(const Uint256& value) { integer(value.to_big_endian()); }

    /// 0x01 for true, 0x80 for false.
    void boolean(bool value) { u64(value ? 1 : 0); }

    /// A string of any content.
    void bytes(BytesView value);
    /// A string of the text's bytes, without a terminating zero.
    void text(std::string_view value) { bytes(bytes_of(value)); }

    /// An integer given by its big-endian digits; leading zeros are dropped.
    void integer(BytesView digits);

    /// A string of exactly `N` bytes; leading zeros are kept.
    template <std::size_t N>
    void fixed(const FixedBytes<N>& value) {
        bytes(value.view());
    }

    /// The header of a list whose payload, of that size, is written elsewhere.
    void list_header(std::size_t payload);

    /// Bytes that are one or more whole items already.
    void raw(BytesView items);

    /// Opens a list. Lists are ended in the reverse order of their beginning.
    [[nodiscard]] Mark begin_list();
    /// Closes the list that `mark` opened and writes its length. Payloads above 55 bytes are moved
    /// by the size of the longer header.
    void end_list(Mark mark);

    /// A list of what `fill` writes.
    template <class Fill>
    void list(Fill&& fill) {
        const Mark mark = begin_list();
        std::forward<Fill>(fill)();
        end_list(mark);
    }

    /// What was written so far; complete once no list is open.
    BytesView view() const noexcept { return out_; }

    /// Hands the buffer over and leaves the writer empty.
    [[nodiscard]] Bytes take() noexcept { return std::exchange(out_, {}); }

private:
    Bytes out_;
};

}  // namespace plexus::rlp
