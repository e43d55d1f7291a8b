#include "keccak_many.hpp"

#include <array>
#include <cstring>

#include <api/core/assert.hpp>
#include <kit/crypto/keccak.hpp>

namespace plexus::crypto {
namespace {

constexpr std::size_t lanes = 25;
constexpr std::size_t lane_bytes = sizeof(std::uint64_t);
constexpr std::size_t rate = 136;  // 1600 bits, less twice the 256 of the digest
constexpr std::size_t most_register_bytes = most_states * lane_bytes;

/// With fewer messages than this left, one state at a time is faster than vectors that are empty
/// for the most part.
constexpr std::size_t fewest = 3;

/// Hashes each message in a column of the states, and gives a column that is done the next one.
class Columns {
public:
    Columns(std::span<const BytesView> messages, std::span<Hash256> hashes,
            const ManyPermutation& permutation) noexcept
        : messages_(messages), hashes_(hashes), permutation_(permutation) {}

    void run() noexcept {
        for (std::size_t i = 0; i < permutation_.width; ++i) begin(i);
        while (busy_ >= fewest) {
            for (std::size_t i = 0; i < permutation_.width; ++i) absorb(i);
            permutation_.permute(states_.data());
            for (std::size_t i = 0; i < permutation_.width; ++i) {
                if (columns_[i].is_last) squeeze(i);
            }
        }
        for (std::size_t i = 0; i < permutation_.width; ++i) {
            while (columns_[i].is_busy) step_alone(i);
        }
    }

private:
    struct Column {
        BytesView rest{};
        std::size_t message = 0;
        bool is_busy = false;
        bool is_last = false;  // the padding has been absorbed
    };

    std::uint64_t& lane(std::size_t column, std::size_t index) noexcept {
        return states_[index * permutation_.width + column];
    }

    void begin(std::size_t column) noexcept {
        columns_[column] = {};
        if (next_ == messages_.size()) return;
        for (std::size_t i = 0; i < lanes; ++i) lane(column, i) = 0;
        columns_[column] = {messages_[next_], next_, true, false};
        ++next_;
        ++busy_;
    }

    void step_alone(std::size_t column) noexcept {
        absorb(column);
        KeccakState state;
        for (std::size_t i = 0; i < lanes; ++i) state[i] = lane(column, i);
        permute(state);
        for (std::size_t i = 0; i < lanes; ++i) lane(column, i) = state[i];
        if (columns_[column].is_last) squeeze(column);
    }

    void absorb(std::size_t column) noexcept {
        Column& mine = columns_[column];
        if (!mine.is_busy) return;
        if (mine.rest.size() >= rate) {
            add_block(column, mine.rest.data());
            mine.rest = mine.rest.subspan(rate);
            return;
        }
        std::array<std::uint8_t, rate> last{};
        if (!mine.rest.empty()) std::memcpy(last.data(), mine.rest.data(), mine.rest.size());
        last[mine.rest.size()] = 0x01;
        last[rate - 1] |= 0x80;
        add_block(column, last.data());
        mine.is_last = true;
    }

    void add_block(std::size_t column, const std::uint8_t* block) noexcept {
        for (std::size_t i = 0; i < rate / lane_bytes; ++i) {
            std::uint64_t word = 0;
            std::memcpy(&word, block + i * lane_bytes, lane_bytes);
            lane(column, i) ^= word;
        }
    }

    void squeeze(std::size_t column) noexcept {
        Hash256& hash = hashes_[columns_[column].message];
        for (std::size_t i = 0; i < Hash256::size_bytes / lane_bytes; ++i) {
            std::memcpy(hash.data() + i * lane_bytes, &lane(column, i), lane_bytes);
        }
        --busy_;
        begin(column);
    }

    std::span<const BytesView> messages_;
    std::span<Hash256> hashes_;
    const ManyPermutation& permutation_;
    alignas(most_register_bytes) std::array<std::uint64_t, lanes * most_states> states_{};
    std::array<Column, most_states> columns_{};
    std::size_t next_ = 0;
    std::size_t busy_ = 0;
};

/// The widest that the messages fill.
const ManyPermutation* best_for(std::size_t messages) noexcept {
    for (const ManyPermutation& each : many_permutations()) {
        if (messages >= each.width) return &each;
    }
    return nullptr;
}

}  // namespace

void keccak256_many(std::span<const BytesView> messages, std::span<Hash256> hashes,
                    const ManyPermutation& permutation) noexcept {
    PLEXUS_ASSERT(messages.size() == hashes.size());
    Columns(messages, hashes, permutation).run();
}

void keccak256_many(std::span<const BytesView> messages, std::span<Hash256> hashes) noexcept {
    PLEXUS_ASSERT(messages.size() == hashes.size());
    const ManyPermutation* const permutation = best_for(messages.size());
    if (permutation != nullptr) return keccak256_many(messages, hashes, *permutation);
    for (std::size_t i = 0; i < messages.size(); ++i) hashes[i] = keccak256(messages[i]);
}

}  // namespace plexus::crypto
