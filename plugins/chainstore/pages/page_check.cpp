#include "page_check.hpp"

#include <algorithm>

#include "number_at.hpp"

namespace plexus::chainstore {
namespace {

constexpr std::uint64_t meta_pages = 2;
constexpr std::uint16_t numbers_as_keys = 0x08;  // MDB_INTEGERKEY
constexpr std::size_t number_bytes = 8;

bool is_below(BytesView left, BytesView right, bool numbers) {
    if (!numbers) return std::ranges::lexicographical_compare(left, right);
    return number_at<std::uint64_t>(left, 0) < number_at<std::uint64_t>(right, 0);
}

}  // namespace

std::string PageCheck::fault() {
    const std::uint64_t pages = file_.bytes() / file_.page_bytes();
    if (meta_.last_page >= pages) return "page " + std::to_string(pages) + " is missing";
    used_.assign(meta_.last_page + 1, false);
    claim(0, meta_pages);
    if (meta_.free.flags != numbers_as_keys || meta_.main.flags != 0) {
        return "a meta page has unknown flags";
    }
    const Visit named = [this](const Page::Node& node) { return check_named(node); };
    std::string wrong = check_tree(meta_.main, KeyOrder::bytes, named);
    if (!wrong.empty()) return wrong;
    const Visit free = [this](const Page::Node& node) { return check_free(node); };
    return check_tree(meta_.free, KeyOrder::numbers, free);
}

bool PageCheck::claim(std::uint64_t first, std::uint64_t count) {
    if (first > meta_.last_page || count > meta_.last_page + 1 - first) return false;
    for (std::uint64_t page = first; page < first + count; ++page) {
        if (used_[page]) return false;
        used_[page] = true;
    }
    return true;
}

std::string PageCheck::check_tree(const TreeRoot& tree, KeyOrder order, const Visit& visit) {
    if (tree.root == no_page) return tree.entries == 0 ? "" : "a tree has no root";
    if (tree.depth == 0 || tree.depth > most_depth) return "a tree has a wrong depth";
    Walk walk{order, visit};
    std::string wrong = check_page(walk, tree.root, tree.depth, {}, {});
    if (wrong.empty() && walk.entries != tree.entries) wrong = "a tree has a wrong count";
    return wrong;
}

std::string PageCheck::check_page(Walk& walk, std::uint64_t number, std::uint16_t levels,
                                  BytesView least, BytesView bound) {
    if (!claim(number, 1)) return page_text(number) + " is used twice or does not exist";
    Page page;
    std::string wrong = page.load(file_, number);
    if (wrong.empty() && page.is_leaf() != (levels == 1)) {
        wrong = page_text(number) + " is on another level of its tree";
    }
    if (wrong.empty()) wrong = check_order(walk, page, least, bound);
    const std::vector<Page::Node>& nodes = page.nodes();
    for (std::size_t i = 0; i < nodes.size() && wrong.empty(); ++i) {
        if (page.is_leaf()) {
            wrong = check_node(walk, nodes[i]);
        } else {
            const auto next_level = static_cast<std::uint16_t>(levels - 1);
            wrong = check_page(walk, nodes[i].child, next_level, i == 0 ? least : nodes[i].key,
                               i + 1 < nodes.size() ? nodes[i + 1].key : bound);
        }
    }
    return wrong;
}

/// The first key of a branch means nothing.
std::string PageCheck::check_order(const Walk& walk, const Page& page, BytesView least,
                                   BytesView bound) {
    const bool numbers = walk.order == KeyOrder::numbers;
    const std::vector<Page::Node>& nodes = page.nodes();
    // LMDB ends the process if it meets a branch with one child, but for the free pages.
    if (!page.is_leaf() && !numbers && nodes.size() < 2) {
        return page_text(page.number()) + " is a branch with one child";
    }
    BytesView before = least;
    for (std::size_t i = page.is_leaf() ? 0 : 1; i < nodes.size(); ++i) {
        const BytesView key = nodes[i].key;
        const bool sized = numbers ? key.size() == number_bytes : !key.empty();
        const bool first = i == 0;  // may be equal to the least
        const bool above =
            before.empty() ||
            (sized && (first ? !is_below(key, before, numbers) : is_below(before, key, numbers)));
        const bool below = bound.empty() || (sized && is_below(key, bound, numbers));
        if (!sized || !above || !below) {
            return page_text(page.number()) + " has keys out of order";
        }
        before = key;
    }
    return "";
}

std::string PageCheck::check_node(Walk& walk, const Page::Node& node) {
    ++walk.entries;
    if (node.flags == node_flags::overflow) {
        const std::uint64_t count = overflow_pages(file_, node);
        if (count == 0 || !claim(node.overflow, count)) {
            return page_text(node.overflow) + " does not begin a long value";
        }
    }
    return walk.visit(node);
}

/// A list of pages: their count, and they from the last to the first.
std::string PageCheck::check_free(const Page::Node& node) {
    const std::string wrong = "a list of free pages is damaged";
    if (number_at<std::uint64_t>(node.key, 0) > meta_.transaction) return wrong;
    Bytes list;
    if (node.flags == node_flags::tree || !read_value(file_, node, list)) return wrong;
    if (list.size() < number_bytes) return wrong;
    const std::uint64_t count = number_at<std::uint64_t>(list, 0);
    if (count > list.size() / number_bytes - 1) return wrong;
    std::uint64_t before = no_page;
    for (std::uint64_t i = 1; i <= count; ++i) {
        const auto page = number_at<std::uint64_t>(list, i * number_bytes);
        if (page >= before || !claim(page, 1)) return wrong;
        before = page;
    }
    return "";
}

std::string PageCheck::check_named(const Page::Node& node) {
    const bool known = std::ranges::any_of(
        tables_, [&node](const char* name) { return text_of(node.key) == name; });
    if (!known || node.flags != node_flags::tree || node.size != TreeRoot::size_bytes) {
        return "a table has an unknown name";
    }
    const TreeRoot tree = tree_root(node.value);
    if (tree.flags != 0) return "a table has unknown flags";
    const Visit plain = [](const Page::Node& value) -> std::string {
        return value.flags == node_flags::tree ? "a table is within another" : "";
    };
    return check_tree(tree, KeyOrder::bytes, plain);
}

}  // namespace plexus::chainstore
