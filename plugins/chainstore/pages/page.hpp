#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <api/core/bytes.hpp>

#include "page_file.hpp"

namespace plexus::chainstore {

// @spec LMDB 0.9, MDB_page
inline constexpr std::size_t page_header_bytes = 16;
inline constexpr std::size_t page_flags_offset = 10;

namespace page_flags {
inline constexpr std::uint16_t branch = 0x01;
inline constexpr std::uint16_t leaf = 0x02;
inline constexpr std::uint16_t overflow = 0x04;
inline constexpr std::uint16_t meta = 0x08;
}  // namespace page_flags

namespace node_flags {
inline constexpr std::uint16_t overflow = 0x01;  ///< the value is on pages of its own
inline constexpr std::uint16_t tree = 0x02;      ///< the value is a TreeRoot
}  // namespace node_flags

/// LMDB has no deeper trees.
inline constexpr std::uint16_t most_depth = 32;

/// "page 17"
std::string page_text(std::uint64_t number);

/// One branch or leaf page, whose nodes lie within it.
class Page {
public:
    /// One node; the views are into the page.
    struct Node {
        BytesView key{};
        std::uint16_t flags = 0;     ///< of a leaf's node
        std::uint64_t child = 0;     ///< of a branch's node
        std::uint64_t size = 0;      ///< bytes of the value
        BytesView value{};           ///< unless it is on pages of its own
        std::uint64_t overflow = 0;  ///< the first of those pages
    };

    /// Reads a page and checks that it is one.
    /// @returns what is wrong with it; empty if nothing is
    std::string load(const PageFile& file, std::uint64_t number);

    std::uint64_t number() const noexcept { return number_; }
    bool is_leaf() const noexcept { return leaf_; }
    const std::vector<Node>& nodes() const noexcept { return nodes_; }

private:
    std::string read_nodes();
    bool read_node(std::size_t offset, std::size_t& end);

    Bytes bytes_{};
    std::uint64_t number_ = 0;
    bool leaf_ = false;
    std::vector<Node> nodes_{};
};

/// Reads a value that is on pages of its own.
/// @returns how many pages they are; 0 if they are damaged
std::uint64_t overflow_pages(const PageFile& file, const Page::Node& node);

/// Reads the value of a leaf's node, wherever it is.
/// @returns false if its pages are damaged
bool read_value(const PageFile& file, const Page::Node& node, Bytes& into);

}  // namespace plexus::chainstore
