#include "walk.hpp"

#include <algorithm>
#include <utility>

namespace plexus::dnsdisc {
namespace {

constexpr std::array<std::string_view, fault_count> fault_names{
    "unresolved", "with other content than their name says",
    "malformed",  "misplaced",
    "repeated",   "too large",
    "too deep",   "too many"};

}  // namespace

bool Faults::any() const noexcept {
    return std::ranges::any_of(counts_, [](std::size_t count) { return count != 0; });
}

bool Faults::beyond_limits() const noexcept {
    return count(Fault::too_large) + count(Fault::too_deep) + count(Fault::too_many) != 0;
}

std::string Faults::text() const {
    std::string text;
    for (std::size_t i = 0; i < fault_count; ++i) {
        if (counts_[i] == 0) continue;
        if (!text.empty()) text += ", ";
        text += std::to_string(counts_[i]) + ' ' + std::string{fault_names[i]};
    }
    return text;
}

Walk::Walk(Subtree subtree, std::string root) : subtree_{subtree}, root_{std::move(root)} {
    pending_.push_back(Step{root_, 0});
    seen_.insert(root_);
}

Walk::Step Walk::next(std::uint64_t random) {
    std::swap(pending_[random % pending_.size()], pending_.back());
    Step step = std::move(pending_.back());
    pending_.pop_back();
    return step;
}

std::optional<Walk::Leaf> Walk::take(const Step& step, const std::string& text) {
    Result<Entry> entry = parse_entry(text);
    if (!entry) {
        const bool large = entry.error() == Errc::limit_exceeded;
        fail(step, large ? Fault::too_large : Fault::malformed);
        return std::nullopt;
    }
    if (const auto* branch = std::get_if<Branch>(&*entry)) {
        add_children(*branch, step.depth + 1);
        return std::nullopt;
    }
    const bool is_link = std::holds_alternative<Link>(*entry);
    if (is_link != (subtree_ == Subtree::links)) {
        fail(step, Fault::misplaced);
        return std::nullopt;
    }
    ++leaves_;
    if (is_link) return Leaf{std::get<Link>(std::move(*entry))};
    return Leaf{std::get<enr::Record>(std::move(*entry))};
}

void Walk::add_children(const Branch& branch, unsigned depth) {
    if (depth > max_depth) {
        note(Fault::too_deep);
        return;
    }
    for (const std::string& child : branch.children) {
        if (failed_.contains(child)) continue;
        if (seen_.contains(child)) {
            note(Fault::repeated);
        } else if (seen_.size() == max_entries) {
            note(Fault::too_many);
        } else {
            seen_.insert(child);
            pending_.push_back(Step{child, depth});
        }
    }
}

void Walk::fail(const Step& step, Fault fault) {
    note(fault);
    if (failed_.size() < max_failed_entries) failed_.insert(step.hash);
    if (failed_.size() == max_failed_entries) pending_.clear();
}

void Walk::restart() {
    first_ = false;
    leaves_ = 0;
    pending_.clear();
    seen_.clear();
    if (failed_.contains(root_)) return;
    pending_.push_back(Step{root_, 0});
    seen_.insert(root_);
}

void Walk::note(Fault fault) {
    if (first_) faults_.add(fault);
}

}  // namespace plexus::dnsdisc
