#pragma once

#include <optional>
#include <ostream>

#include <plugins/chainstore/store/store.hpp>

namespace plexus::chainstore {

/// What is wrong with a block by itself; nothing if nothing is.
std::string fault_in_contents(const chain::StoredBlock& block);

/// Checks every stored block: its checksums, that it follows the block before, its total
/// difficulty, and that body and receipts are the ones that its header commits to.
class Verify {
public:
    /// @param out  gets a line for each bad block, up to most_told of them
    Verify(Store& store, std::ostream& out)
        : store_{store}, out_{out}, first_{store.earliest()}, last_{store.head()}, next_{first_} {}

    static constexpr std::uint64_t most_told = 100;

    /// Goes on by some blocks.
    /// @returns false once all are checked
    bool step();

    /// The last line: how many were checked, how many are bad.
    void print() const;

    std::uint64_t bad() const noexcept { return bad_; }
    /// The number of the first bad block.
    std::optional<std::uint64_t> first_bad() const noexcept { return first_bad_; }

private:
    std::string fault_of(std::uint64_t number);
    std::string fault_in_chain(const chain::StoredBlock& block);

    Store& store_;
    std::ostream& out_;
    std::uint64_t first_;
    chain::Head last_;
    std::uint64_t next_;
    std::uint64_t bad_ = 0;
    std::optional<std::uint64_t> first_bad_;
    std::optional<chain::Head> before_;  ///< the block before `next_`, if that one is good
};

}  // namespace plexus::chainstore
