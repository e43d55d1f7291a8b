#include "tree_reader.hpp"

#include <algorithm>

namespace plexus::chainstore {

TreeReader::TreeReader(const PageFile& file, const TreeRoot& tree)
    : file_{file}, seen_(file.bytes() / file.page_bytes(), false) {
    if (tree.root != no_page) descend(tree.root);
}

/// Goes into a page, if it is sound and was not visited before.
void TreeReader::descend(std::uint64_t page) {
    if (page >= seen_.size() || seen_[page] || path_.size() >= most_depth) return;
    seen_[page] = true;
    Level level;
    level.page = std::make_unique<Page>();
    if (level.page->load(file_, page).empty()) path_.push_back(std::move(level));
}

bool TreeReader::next() {
    while (!path_.empty()) {
        Level& level = path_.back();
        const std::vector<Page::Node>& nodes = level.page->nodes();
        if (level.next == nodes.size()) {
            path_.pop_back();
            continue;
        }
        const Page::Node& node = nodes[level.next++];
        if (!level.page->is_leaf()) {
            descend(node.child);
        } else if (take(node)) {
            return true;
        }
    }
    return false;
}

bool TreeReader::take(const Page::Node& node) {
    if (!std::ranges::lexicographical_compare(key_, node.key)) return false;
    if (!read_value(file_, node, value_)) return false;
    key_.assign(node.key.begin(), node.key.end());
    return true;
}

TreeRoot find_tree(const PageFile& file, const MetaPage& meta, std::string_view name) {
    TreeReader main{file, meta.main};
    while (main.next()) {
        const bool wanted = text_of(main.key()) == name;
        if (wanted && main.value().size() == TreeRoot::size_bytes) return tree_root(main.value());
    }
    return {};
}

}  // namespace plexus::chainstore
