#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "page.hpp"
#include "page_file.hpp"

namespace plexus::chainstore {

/// Walks the B-trees of a data file, page by page, and checks everything that LMDB takes on trust:
/// the pages themselves, that each is used once, the order of keys, counts, and the lists of free
/// pages. Contents of blocks are not read.
class PageCheck {
public:
    /// @param tables  the names of all trees that there may be
    PageCheck(const PageFile& file, const MetaPage& meta, std::span<const char* const> tables)
        : file_{file}, meta_{meta}, tables_{tables} {}

    /// @returns what is wrong, as the beginning of a sentence; empty if nothing is
    std::string fault();

private:
    using Visit = std::function<std::string(const Page::Node&)>;
    enum class KeyOrder : std::uint8_t { bytes, numbers };

    struct Walk {
        KeyOrder order = KeyOrder::bytes;
        const Visit& visit;
        std::uint64_t entries = 0;
    };

    std::string check_tree(const TreeRoot& tree, KeyOrder order, const Visit& visit);
    std::string check_page(Walk& walk, std::uint64_t number, std::uint16_t levels, BytesView least,
                           BytesView bound);
    std::string check_order(const Walk& walk, const Page& page, BytesView least, BytesView bound);
    std::string check_node(Walk& walk, const Page::Node& node);
    std::string check_free(const Page::Node& node);
    std::string check_named(const Page::Node& node);
    bool claim(std::uint64_t first, std::uint64_t count);

    const PageFile& file_;
    const MetaPage& meta_;
    std::span<const char* const> tables_;
    std::vector<bool> used_{};
};

}  // namespace plexus::chainstore
