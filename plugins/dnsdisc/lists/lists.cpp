#include "lists.hpp"

#include <algorithm>

namespace plexus::dnsdisc {
namespace {

bool contains(const std::vector<std::shared_ptr<List>>& lists, const Link& link) {
    return std::ranges::any_of(lists, [&](const auto& list) { return list->link() == link; });
}

}  // namespace

Lists::Lists(const std::vector<Link>& roots) {
    for (const Link& link : roots) {
        if (lists_.size() == max_lists || contains(lists_, link)) continue;
        lists_.push_back(std::make_shared<List>(link, 0));
    }
}

void Lists::follow_links() {
    std::vector<std::shared_ptr<List>> reached;
    for (const auto& list : lists_) {
        if (list->depth() == 0) reached.push_back(list);
    }
    for (std::size_t i = 0; i < reached.size(); ++i) {
        const std::shared_ptr<List> from = reached[i];
        if (from->depth() == max_link_depth) continue;
        for (const Link& link : from->linked()) {
            if (reached.size() == max_lists) break;
            if (contains(reached, link)) continue;
            const std::shared_ptr<List> list = known(link);
            reached.push_back(list ? list : std::make_shared<List>(link, from->depth() + 1));
        }
    }
    lists_ = std::move(reached);
}

std::shared_ptr<List> Lists::known(const Link& link) const {
    const auto found =
        std::ranges::find_if(lists_, [&](const auto& list) { return list->link() == link; });
    return found == lists_.end() ? nullptr : *found;
}

}  // namespace plexus::dnsdisc
