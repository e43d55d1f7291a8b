#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "page.hpp"
#include "page_file.hpp"

namespace plexus::chainstore {

/// Reads a B-tree of a file that is damaged: its entries in order, as far as they can be reached.
class TreeReader {
public:
    TreeReader(const PageFile& file, const TreeRoot& tree);

    /// Goes to the next entry, which is behind the one before in the order of bytes.
    /// @returns false at the end
    bool next();

    const Bytes& key() const noexcept { return key_; }
    const Bytes& value() const noexcept { return value_; }

private:
    struct Level {
        std::unique_ptr<Page> page;
        std::size_t next = 0;
    };

    void descend(std::uint64_t page);
    bool take(const Page::Node& node);

    const PageFile& file_;
    std::vector<Level> path_{};
    std::vector<bool> seen_;
    Bytes key_{};
    Bytes value_{};
};

/// A tree of the main tree.
/// @returns an empty tree if there is none of that name
TreeRoot find_tree(const PageFile& file, const MetaPage& meta, std::string_view name);

}  // namespace plexus::chainstore
