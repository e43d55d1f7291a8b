#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <api/core/bytes.hpp>

namespace plexus::chainstore {

/// What is wrong with a file, as the end of a sentence. Thrown inside the importer only, which puts
/// the file's name and the block in front.
class FileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A file that is read from its begin to its end.
/// @errors  all functions throw FileError
class InputFile {
public:
    explicit InputFile(const std::filesystem::path& path);

    std::uint64_t size() const noexcept { return size_; }
    std::uint64_t position() const noexcept { return position_; }
    bool at_end() const noexcept { return position_ == size_; }

    /// Exactly that many bytes; memory is taken only if the file holds them.
    Bytes read(std::uint64_t count);

    void skip(std::uint64_t count);

    /// What comes next, without going on; fewer bytes at the end.
    Bytes peek(std::size_t count);

private:
    void need(std::uint64_t count) const;

    std::ifstream file_;
    std::uint64_t size_ = 0;
    std::uint64_t position_ = 0;
};

}  // namespace plexus::chainstore
