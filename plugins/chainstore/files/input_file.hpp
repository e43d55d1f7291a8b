#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include <api/core/bytes.hpp>

struct gzFile_s;  // of zlib

namespace plexus::chainstore {

/// What is wrong with a file, as the end of a sentence. Thrown inside the importer only, which puts
/// the file's name and the block in front.
class FileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A file or pipe that is read from its begin to its end, and decompressed if it is gzip's.
/// Positions count the decompressed bytes.
/// @errors  all functions throw FileError
class InputFile {
public:
    explicit InputFile(const std::filesystem::path& path);

    std::uint64_t position() const noexcept { return position_; }
    bool at_end() { return peek(1).empty(); }

    /// Exactly that many bytes; memory is taken as they come.
    Bytes read(std::uint64_t count);

    void skip(std::uint64_t count);

    /// What comes next, without going on; fewer bytes at the end.
    Bytes peek(std::size_t count);

    /// How much has been read of the file as it lies on the disk.
    std::uint64_t bytes_read() const;
    /// The size of the file as it lies on the disk; a pipe has none.
    std::optional<std::uint64_t> bytes_total() const noexcept { return size_; }

private:
    struct Close {
        void operator()(gzFile_s* file) const noexcept;
    };

    void fill(std::uint64_t count);
    Bytes next(std::uint64_t count);

    std::unique_ptr<gzFile_s, Close> file_;
    std::optional<std::uint64_t> size_;
    Bytes ahead_;  // read from the file, not yet from this object
    std::uint64_t position_ = 0;
};

}  // namespace plexus::chainstore
