#include "page_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>

#include <plugins/chainstore/store/database.hpp>

#include "number_at.hpp"
#include "page.hpp"

namespace plexus::chainstore {
namespace {

// @spec LMDB 0.9, MDB_meta
constexpr std::uint32_t meta_magic = 0xbeefc0de;
constexpr std::uint32_t meta_version = 1;
constexpr std::size_t magic_offset = page_header_bytes;
constexpr std::size_t version_offset = magic_offset + 4;
constexpr std::size_t free_offset = magic_offset + 24;  // behind an address and the map's size
constexpr std::size_t main_offset = free_offset + TreeRoot::size_bytes;
constexpr std::size_t last_page_offset = main_offset + TreeRoot::size_bytes;
constexpr std::size_t transaction_offset = last_page_offset + 8;
constexpr std::size_t meta_bytes = transaction_offset + 8;

constexpr std::size_t least_page_bytes = 512;
constexpr std::size_t most_page_bytes = 32'768;

bool is_meta(BytesView page) {
    return number_at<std::uint16_t>(page, page_flags_offset) == page_flags::meta &&
           number_at<std::uint32_t>(page, magic_offset) == meta_magic &&
           number_at<std::uint32_t>(page, version_offset) == meta_version;
}

}  // namespace

TreeRoot tree_root(BytesView bytes) {
    TreeRoot tree;
    tree.flags = number_at<std::uint16_t>(bytes, 4);
    tree.depth = number_at<std::uint16_t>(bytes, 6);
    tree.entries = number_at<std::uint64_t>(bytes, 32);
    tree.root = number_at<std::uint64_t>(bytes, 40);
    return tree;
}

PageFile::PageFile(const std::filesystem::path& path)
    : file_{::open(path.c_str(), O_RDONLY | O_CLOEXEC)}, page_bytes_{0} {
    if (file_ < 0) throw DatabaseError{"data.mdb", errno};
    page_bytes_ = size_of_pages();
}

PageFile::~PageFile() { ::close(file_); }

/// As the first page says; where that one is damaged, as LMDB makes them here.
std::size_t PageFile::size_of_pages() const {
    std::array<std::uint8_t, meta_bytes> first{};
    if (read_at(0, first.size(), first.data()) && is_meta(first)) {
        const auto said = number_at<std::uint32_t>(first, free_offset);
        const bool possible = std::has_single_bit(said) && said >= least_page_bytes;
        if (possible && said <= most_page_bytes) return said;
    }
    return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t PageFile::bytes() const {
    struct stat found {};
    return ::fstat(file_, &found) == 0 ? static_cast<std::uint64_t>(found.st_size) : 0;
}

std::optional<MetaPage> PageFile::meta(unsigned index) const {
    std::array<std::uint8_t, meta_bytes> page{};
    if (!read_at(index * page_bytes_, page.size(), page.data()) || !is_meta(page)) {
        return std::nullopt;
    }
    const BytesView bytes{page};
    if (number_at<std::uint32_t>(bytes, free_offset) != page_bytes_) return std::nullopt;
    MetaPage meta;
    meta.transaction = number_at<std::uint64_t>(bytes, transaction_offset);
    meta.last_page = number_at<std::uint64_t>(bytes, last_page_offset);
    meta.free = tree_root(bytes.subspan(free_offset, TreeRoot::size_bytes));
    meta.main = tree_root(bytes.subspan(main_offset, TreeRoot::size_bytes));
    return meta;
}

bool PageFile::read(std::uint64_t first, std::uint64_t count, Bytes& into) const {
    const std::uint64_t pages = bytes() / page_bytes_;
    if (first >= pages || count > pages - first) return false;
    into.resize(count * page_bytes_);
    return read_at(first * page_bytes_, into.size(), into.data());
}

bool PageFile::read_at(std::uint64_t offset, std::size_t count, std::uint8_t* into) const {
    while (count > 0) {
        const ::ssize_t got = ::pread(file_, into, count, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        const auto bytes = static_cast<std::size_t>(got);
        offset += bytes;
        into += bytes;
        count -= bytes;
    }
    return true;
}

}  // namespace plexus::chainstore
