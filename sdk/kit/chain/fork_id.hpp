#pragma once

#include <cstdint>
#include <vector>

#include <api/chain/head.hpp>
#include <api/core/result.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::chain {

/// forkid, `[fork-hash, fork-next]`, FORK_HASH and FORK_NEXT in EIP-2124, as Status and the `eth`
/// entry of node records hold it.
/// @spec EIP-2124
void write_fork_id(rlp::Writer& out, const ForkId& id);
/// Reads what `write_fork_id` writes. Errors stick to the reader.
ForkId read_fork_id(rlp::Reader& in) noexcept;

/// When the rules of a chain change: by block number first, later by time.
struct ForkSchedule {
    Hash256 genesis_hash{};               ///< what the checksum of every fork id begins with
    std::uint64_t genesis_time = 0;       ///< Unix seconds
    std::vector<std::uint64_t> blocks{};  ///< numbers, any order, repetitions allowed
    std::vector<std::uint64_t> times{};   ///< Unix seconds, the same
};

/// The fork ids of a chain.
///
/// @thread  immutable: any
/// @spec    EIP-2124, EIP-6122; as go-ethereum and bsc apply them, core/forkid
class ForkIds {
public:
    /// Blocks at 0 and times not later than the genesis block are no forks; equal ones are one.
    explicit ForkIds(const ForkSchedule& schedule);

    /// The fork id of a node whose head has this number and time.
    /// @param time  Unix seconds
    ForkId at(std::uint64_t number, std::uint64_t time) const noexcept;

    /// Whether a node with that fork id can be on our chain, seen from our head.
    /// @errors incompatible
    Result<void> accepts(const ForkId& remote, std::uint64_t number,
                         std::uint64_t time) const noexcept;

    /// What a state of the rules is counted from.
    enum class Kind : std::uint8_t { genesis, block, time };

    /// One state of the rules: from when on, and its id.
    struct Row {
        Kind kind = Kind::genesis;  ///< says what `from` counts
        /// The first block number, or the first time in Unix seconds; 0 for genesis
        std::uint64_t from = 0;
        ForkId id{};  ///< what a node announces in that state
    };

    /// All states, beginning with the genesis block's; never empty.
    const std::vector<Row>& rows() const noexcept { return rows_; }

    /// The index of the row that holds at that head.
    std::size_t index_at(std::uint64_t number, std::uint64_t time) const noexcept;

private:
    std::vector<Row> rows_;
};

}  // namespace plexus::inline v1::chain
