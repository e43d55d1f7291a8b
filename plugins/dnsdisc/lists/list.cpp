#include "list.hpp"

#include <algorithm>
#include <utility>

#include <kit/discovery/candidates.hpp>

namespace plexus::dnsdisc {

List::Task List::task(SteadyTime now) const {
    if (now < ready_) return Task::none;
    if (now >= root_due_) return Task::root;
    if (!links_.done()) return Task::links;
    if (!nodes_.done()) return Task::nodes;
    // An empty list has nothing to begin again with.
    return nodes_.leaves() > 0 && now >= again_ ? Task::nodes : Task::none;
}

SteadyTime List::wakes() const {
    const bool unfinished = !links_.done() || !nodes_.done();
    SteadyTime time = root_due_;
    if (unfinished) time = ready_;
    if (!unfinished && nodes_.leaves() > 0) time = std::min(time, again_);
    return std::max(time, ready_);
}

void List::adopt(Root root, SteadyTime now) {
    const bool new_links = !root_ || root_->links != root.links;
    const bool new_nodes = !root_ || root_->nodes != root.nodes;
    if (new_links) {
        links_ = Walk{Subtree::links, root.links};
        heard_.clear();
    }
    if (new_nodes) nodes_ = Walk{Subtree::nodes, root.nodes};
    if (new_links || new_nodes) {
        reported_ = false;
        failures_ = 0;
    } else if (now >= forget_due_) {
        links_.forget_failures();
        nodes_.forget_failures();
        if (links_.done()) links_.restart();
        if (nodes_.done()) nodes_.restart();
        heard_.clear();
    }
    if (new_links || new_nodes || now >= forget_due_) forget_due_ = now + root_interval;
    complaint_.clear();
    root_ = std::move(root);
    root_due_ = now + root_interval;
}

bool List::root_failed(const std::string& why, SteadyTime now) {
    root_due_ = now + long_pause;
    return std::exchange(complaint_, why) != why;
}

Walk::Step List::next(Task task, std::uint64_t random, SteadyTime now) {
    Walk& walk = walk_of(task);
    if (walk.done()) {
        walk.restart();
        again_ = now + discovery::DialCandidates::repeat_after;
    }
    return walk.next(random);
}

std::optional<enr::Record> List::take(Task task, const Walk::Step& step, const std::string& text,
                                      SteadyTime now) {
    const std::size_t before = walk_of(task).leaves();
    std::optional<Walk::Leaf> leaf = walk_of(task).take(step, text);
    std::optional<enr::Record> record;
    if (leaf && std::holds_alternative<Link>(*leaf)) {
        if (heard_.size() < max_lists) heard_.push_back(std::get<Link>(std::move(*leaf)));
    } else if (leaf) {
        record = std::get<enr::Record>(std::move(*leaf));
    }
    if (walk_of(task).leaves() > before) failures_ = 0;
    note_progress(now);
    return record;
}

void List::fail(Task task, const Walk::Step& step, Fault fault, SteadyTime now) {
    walk_of(task).fail(step, fault);
    note_failure(now);
    note_progress(now);
}

void List::note_failure(SteadyTime now) {
    ++failures_;
    if (failures_ <= failures_before_pause) return;
    // The entries may be gone because the list has changed.
    ready_ = now + (failures_ > failures_before_long_pause ? long_pause : short_pause);
    root_due_ = std::min(root_due_, ready_);
}

void List::note_progress(SteadyTime now) {
    if (links_.done() && (linked_ != heard_)) {
        linked_ = heard_;
        links_ended_ = true;
    }
    if (nodes_.done()) again_ = now + discovery::DialCandidates::repeat_after;
}

bool List::links_ended() { return std::exchange(links_ended_, false); }

std::optional<List::Report> List::report() {
    const bool ended = links_.done() && nodes_.done();
    const bool beyond = links_.faults().beyond_limits() || nodes_.faults().beyond_limits();
    if (!root_ || reported_ || !(ended || beyond)) return std::nullopt;
    reported_ = true;
    Report report{nodes_.leaves(), links_.leaves(), nodes_.faults().text()};
    if (links_.faults().any()) {
        if (!report.faults.empty()) report.faults += "; ";
        report.faults += "links: " + links_.faults().text();
    }
    return report;
}

}  // namespace plexus::dnsdisc
