#include "input_file.hpp"

#include <algorithm>

namespace plexus::chainstore {

InputFile::InputFile(const std::filesystem::path& path) : file_{path, std::ios::binary} {
    std::error_code problem;
    size_ = std::filesystem::file_size(path, problem);
    if (problem) throw FileError{"cannot be read: " + problem.message()};
    if (!file_) throw FileError{"cannot be opened for reading"};
}

void InputFile::need(std::uint64_t count) const {
    if (count > size_ - position_) {
        throw FileError{"is cut off: " + std::to_string(count) + " bytes are to follow byte " +
                        std::to_string(position_) + ", which are not there"};
    }
}

Bytes InputFile::read(std::uint64_t count) {
    need(count);
    Bytes bytes(count);
    file_.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(count));
    if (!file_) throw FileError{"cannot be read at byte " + std::to_string(position_)};
    position_ += count;
    return bytes;
}

void InputFile::skip(std::uint64_t count) {
    need(count);
    position_ += count;
    file_.seekg(static_cast<std::streamoff>(position_));
}

Bytes InputFile::peek(std::size_t count) {
    const std::uint64_t begin = position_;
    Bytes bytes = read(std::min<std::uint64_t>(count, size_ - position_));
    file_.seekg(static_cast<std::streamoff>(begin));
    position_ = begin;
    return bytes;
}

}  // namespace plexus::chainstore
