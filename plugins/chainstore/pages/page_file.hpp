#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include <api/core/bytes.hpp>

namespace plexus::chainstore {

/// No page: the root of an empty tree.
inline constexpr std::uint64_t no_page = ~std::uint64_t{0};

/// What LMDB knows of one B-tree.
/// @spec LMDB 0.9, MDB_db
struct TreeRoot {
    static constexpr std::size_t size_bytes = 48;

    std::uint16_t flags = 0;
    std::uint16_t depth = 0;  ///< levels of pages; 0 for an empty tree
    std::uint64_t entries = 0;
    std::uint64_t root = no_page;
};

/// @param bytes  TreeRoot::size_bytes of them
TreeRoot tree_root(BytesView bytes);

/// One of the two pages that a file begins with; commits write them in turn.
/// @spec LMDB 0.9, MDB_meta
struct MetaPage {
    std::uint64_t transaction = 0;  ///< the commit that wrote it
    std::uint64_t last_page = 0;
    TreeRoot free{};  ///< pages that are not used, by the transaction that freed them
    TreeRoot main{};  ///< the other trees, by name
};

/// A data file of LMDB, read as plain bytes: what LMDB maps and trusts can be looked at here first,
/// and a file that is cut off meanwhile is no SIGBUS.
///
/// @errors  the constructor throws DatabaseError if the file cannot be opened
class PageFile {
public:
    explicit PageFile(const std::filesystem::path& path);
    ~PageFile();
    PageFile(const PageFile&) = delete;
    PageFile& operator=(const PageFile&) = delete;

    std::uint64_t bytes() const;
    std::size_t page_bytes() const noexcept { return page_bytes_; }

    /// Reads one of the first two pages.
    /// @param index  0 or 1
    /// @returns nothing if it is none
    std::optional<MetaPage> meta(unsigned index) const;

    /// Reads pages.
    /// @returns false if the file does not have all of them
    bool read(std::uint64_t first, std::uint64_t count, Bytes& into) const;

private:
    bool read_at(std::uint64_t offset, std::size_t count, std::uint8_t* into) const;
    std::size_t size_of_pages() const;

    int file_;
    std::size_t page_bytes_;
};

}  // namespace plexus::chainstore
