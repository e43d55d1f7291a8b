#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <api/async/clock.hpp>

#include <plugins/dnsdisc/tree/walk.hpp>

namespace plexus::dnsdisc {

/// One list: what is known of it, and what to fetch next. It knows no network.
///
/// @thread  none of its own: one caller at a time
class List {
public:
    /// What to fetch.
    enum class Task : std::uint8_t { none, root, links, nodes };

    /// @param depth  links between a list of the options and this one
    List(Link link, unsigned depth) : link_{std::move(link)}, depth_{depth} {}

    const Link& link() const noexcept { return link_; }
    unsigned depth() const noexcept { return depth_; }
    const std::optional<Root>& root() const noexcept { return root_; }
    /// The lists that this one links to, as of the last time that all links were read.
    const std::vector<Link>& linked() const noexcept { return linked_; }

    Task task(SteadyTime now) const;
    /// When there is a task again, if there is none now.
    SteadyTime wakes() const;

    /// The signed root, which is not older than an earlier one. A subtree that has changed is
    /// walked anew.
    void adopt(Root root, SteadyTime now);
    /// There is no such root; the earlier one stays in use.
    /// @returns whether this is another complaint than the last one
    bool root_failed(const std::string& why, SteadyTime now);

    /// The entry to fetch for a task, links or nodes.
    Walk::Step next(Task task, std::uint64_t random, SteadyTime now);
    /// What the entry held. @returns the record, if it is one
    std::optional<enr::Record> take(Task task, const Walk::Step& step, const std::string& text,
                                    SteadyTime now);
    /// The entry could not be had.
    void fail(Task task, const Walk::Step& step, Fault fault, SteadyTime now);

    /// Whether all links have been read since the last call.
    bool links_ended();

    /// What is to be told of the list, once for each root: as soon as a limit is passed, or when
    /// all of it has been read.
    struct Report {
        std::size_t nodes = 0;
        std::size_t links = 0;
        std::string faults{};  ///< empty: none
    };
    std::optional<Report> report();

private:
    Walk& walk_of(Task task) { return task == Task::links ? links_ : nodes_; }
    void note_failure(SteadyTime now);
    void note_progress(SteadyTime now);

    Link link_;
    unsigned depth_;
    std::optional<Root> root_;
    Walk links_;
    Walk nodes_;
    std::vector<Link> heard_;
    std::vector<Link> linked_;
    SteadyTime root_due_{};    ///< the root is fetched from here on
    SteadyTime forget_due_{};  ///< failed entries are tried again from here on
    SteadyTime again_{};       ///< the nodes are walked again from here on
    SteadyTime ready_{};       ///< nothing is fetched before
    unsigned failures_ = 0;    ///< in a row
    std::string complaint_;    ///< about the root; empty: none
    bool links_ended_ = false;
    bool reported_ = false;
};

}  // namespace plexus::dnsdisc
