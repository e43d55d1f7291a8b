#pragma once

#include <memory>
#include <vector>

#include "list.hpp"

namespace plexus::dnsdisc {

/// The lists of the options, and those that they link to.
///
/// @thread  none of its own: one caller at a time
class Lists {
public:
    /// @param roots  at most max_lists are taken
    explicit Lists(const std::vector<Link>& roots);

    /// In the order of their distance from the options.
    const std::vector<std::shared_ptr<List>>& all() const noexcept { return lists_; }

    /// Follows the links as they are now: lists that nothing links to any more are dropped, new
    /// ones begin. Each list is there once, whatever links to it.
    void follow_links();

private:
    std::shared_ptr<List> known(const Link& link) const;

    std::vector<std::shared_ptr<List>> lists_;
};

}  // namespace plexus::dnsdisc
