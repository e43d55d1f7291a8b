#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_set>
#include <variant>
#include <vector>

#include <plugins/dnsdisc/limits.hpp>

#include "entry.hpp"

namespace plexus::dnsdisc {

/// What a subtree may hold besides branches.
enum class Subtree : std::uint8_t { nodes, links };

/// What was wrong with an entry.
enum class Fault : std::uint8_t {
    unresolved,     ///< its name could not be resolved
    other_content,  ///< its text does not hash to its name
    malformed,      ///< it cannot be read, or its record is wrongly signed
    misplaced,      ///< a record among the links, or a link among the nodes
    repeated,       ///< several branches name it; it is resolved once
    too_large,      ///< its text is too long, or it has too many children
    too_deep,       ///< too many branches lie above it
    too_many,       ///< the subtree has too many entries
};
inline constexpr std::size_t fault_count = 8;

/// How often there was which fault.
class Faults {
public:
    void add(Fault fault) noexcept { ++counts_[static_cast<std::size_t>(fault)]; }
    std::size_t count(Fault fault) const noexcept {
        return counts_[static_cast<std::size_t>(fault)];
    }
    bool any() const noexcept;
    /// Whether the subtree went beyond a limit.
    bool beyond_limits() const noexcept;
    /// "2 unresolved, 1 too deep"
    std::string text() const;

private:
    std::array<std::size_t, fault_count> counts_{};
};

/// A subtree that is walked once, in the order that the caller's random numbers give. It knows no
/// network: next() names an entry, take() or fail() tells what became of it.
///
/// Each hash is resolved once, so that neither a cycle nor branches that name each other's children
/// again and again make the walk longer than the subtree has entries.
///
/// @thread  none of its own: one caller at a time
class Walk {
public:
    /// An entry to be resolved.
    struct Step {
        std::string hash{};
        unsigned depth = 0;  ///< branches above it
    };
    /// What hangs on the branches.
    using Leaf = std::variant<Link, enr::Record>;

    /// A walk without entries.
    Walk() = default;
    Walk(Subtree subtree, std::string root);

    /// The hash at which the subtree begins.
    const std::string& root() const noexcept { return root_; }
    /// Whether nothing is left to be resolved.
    bool done() const noexcept { return pending_.empty(); }
    /// Leaves found since the walk began.
    std::size_t leaves() const noexcept { return leaves_; }
    /// Since the subtree was first walked.
    const Faults& faults() const noexcept { return faults_; }

    /// Takes one of the entries that are left, chosen by `random`. Not when done().
    Step next(std::uint64_t random);

    /// The entry's text, which hashes to its name.
    /// @returns the leaf, if it is one
    std::optional<Leaf> take(const Step& step, const std::string& text);

    /// The entry could not be had. It is left out until forget_failures(), restarts included.
    void fail(const Step& step, Fault fault);

    /// Begins again, without the entries that have failed.
    void restart();

    /// Lets the next restart try again what has failed.
    void forget_failures() { failed_.clear(); }

private:
    void add_children(const Branch& branch, unsigned depth);
    void note(Fault fault);

    Subtree subtree_ = Subtree::nodes;
    std::string root_;
    std::vector<Step> pending_;
    std::unordered_set<std::string> seen_;    // at most max_entries
    std::unordered_set<std::string> failed_;  // at most max_failed_entries
    std::size_t leaves_ = 0;
    Faults faults_;
    bool first_ = true;  // faults are counted in the first walk alone
};

}  // namespace plexus::dnsdisc
