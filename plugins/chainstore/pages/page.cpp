#include "page.hpp"

#include <algorithm>
#include <utility>

#include "number_at.hpp"

namespace plexus::chainstore {
namespace {

// @spec LMDB 0.9, MDB_page and MDB_node
constexpr std::size_t lower_offset = 12;
constexpr std::size_t upper_offset = 14;
constexpr std::size_t overflow_count_offset = 12;
constexpr std::size_t pointer_bytes = 2;
constexpr std::size_t node_header_bytes = 8;
constexpr std::size_t page_number_bytes = 8;
constexpr std::size_t most_key_bytes = 511;

std::size_t even(std::size_t bytes) { return (bytes + 1) & ~std::size_t{1}; }

}  // namespace

std::string page_text(std::uint64_t number) { return "page " + std::to_string(number); }

std::string Page::load(const PageFile& file, std::uint64_t number) {
    number_ = number;
    nodes_.clear();
    if (!file.read(number, 1, bytes_)) return page_text(number) + " is behind the end of the file";
    const auto flags = number_at<std::uint16_t>(bytes_, page_flags_offset);
    if (number_at<std::uint64_t>(bytes_, 0) != number) {
        return page_text(number) + " does not have its number";
    }
    leaf_ = flags == page_flags::leaf;
    if (!leaf_ && flags != page_flags::branch) return page_text(number) + " is no branch or leaf";
    return read_nodes();
}

/// The nodes fill the page from `upper` to its end, in any order and without gaps.
std::string Page::read_nodes() {
    const std::size_t lower = number_at<std::uint16_t>(bytes_, lower_offset);
    const std::size_t upper = number_at<std::uint16_t>(bytes_, upper_offset);
    const bool bounds = lower > page_header_bytes && lower % pointer_bytes == 0 && lower <= upper &&
                        upper <= bytes_.size();
    if (!bounds) return page_text(number_) + " has wrong bounds";
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t at = page_header_bytes; at < lower; at += pointer_bytes) {
        const std::size_t offset = number_at<std::uint16_t>(bytes_, at);
        std::size_t end = 0;
        if (offset < upper || !read_node(offset, end)) {
            return page_text(number_) + " has a node that is not within it";
        }
        places.emplace_back(offset, end);
    }
    std::ranges::sort(places);
    std::size_t free = upper;
    for (const auto& [begin, end] : places) {
        if (begin != free) return page_text(number_) + " has nodes that overlap";
        free = end;
    }
    return free == bytes_.size() ? "" : page_text(number_) + " has a gap at its end";
}

bool Page::read_node(std::size_t offset, std::size_t& end) {
    if (offset + node_header_bytes > bytes_.size()) return false;
    const BytesView page{bytes_};
    const std::uint64_t low = number_at<std::uint16_t>(page, offset);
    const std::uint64_t middle = number_at<std::uint16_t>(page, offset + 2);
    const auto flags = number_at<std::uint16_t>(page, offset + 4);
    const std::size_t key_bytes = number_at<std::uint16_t>(page, offset + 6);
    Node node;
    std::size_t inside = 0;  // bytes of the value that are on this page
    if (leaf_) {
        node.flags = flags;
        node.size = low | middle << 16;
        inside = flags == node_flags::overflow ? page_number_bytes : node.size;
        const bool known = flags == 0 || flags == node_flags::overflow || flags == node_flags::tree;
        if (!known || key_bytes == 0) return false;
    } else {
        node.child = low | middle << 16 | std::uint64_t{flags} << 32;
    }
    const std::size_t begin = offset + node_header_bytes;
    end = even(begin + key_bytes + inside);
    if (key_bytes > most_key_bytes || end > bytes_.size()) return false;
    node.key = page.subspan(begin, key_bytes);
    if (node.flags == node_flags::overflow) {
        node.overflow = number_at<std::uint64_t>(page, begin + key_bytes);
    } else {
        node.value = page.subspan(begin + key_bytes, inside);
    }
    nodes_.push_back(node);
    return true;
}

std::uint64_t overflow_pages(const PageFile& file, const Page::Node& node) {
    Bytes first;
    if (!file.read(node.overflow, 1, first)) return 0;
    const std::uint64_t count = number_at<std::uint32_t>(first, overflow_count_offset);
    const std::uint64_t needed = (page_header_bytes + node.size + first.size() - 1) / first.size();
    const bool sound = number_at<std::uint64_t>(first, 0) == node.overflow &&
                       number_at<std::uint16_t>(first, page_flags_offset) == page_flags::overflow &&
                       count >= needed && count <= file.bytes() / first.size() - node.overflow;
    return sound ? count : 0;
}

bool read_value(const PageFile& file, const Page::Node& node, Bytes& into) {
    if (node.flags != node_flags::overflow) {
        into.assign(node.value.begin(), node.value.end());
        return true;
    }
    const std::uint64_t count = overflow_pages(file, node);
    if (count == 0 || !file.read(node.overflow, count, into)) return false;
    into.erase(into.begin(), into.begin() + page_header_bytes);
    into.resize(node.size);
    return true;
}

}  // namespace plexus::chainstore
