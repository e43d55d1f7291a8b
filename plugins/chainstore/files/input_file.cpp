#include "input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <system_error>

namespace plexus::chainstore {
namespace {

// What zlib reads at once: large enough for the disk, small enough that a false length costs little
// memory.
constexpr std::uint64_t piece_bytes = 256 * 1024;

FileError unreadable(int error) {
    return FileError{"cannot be read: " + std::generic_category().message(error)};
}

}  // namespace

void InputFile::Close::operator()(gzFile_s* file) const noexcept { gzclose(file); }

InputFile::InputFile(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw unreadable(errno);
    struct stat status {};
    const int problem = ::fstat(descriptor, &status) != 0 ? errno
                        : S_ISDIR(status.st_mode)         ? EISDIR
                                                          : 0;
    if (problem == 0) file_.reset(gzdopen(descriptor, "rb"));
    if (!file_) {
        ::close(descriptor);
        throw unreadable(problem != 0 ? problem : ENOMEM);
    }
    gzbuffer(file_.get(), piece_bytes);
    if (S_ISREG(status.st_mode)) size_ = static_cast<std::uint64_t>(status.st_size);
}

std::uint64_t InputFile::bytes_read() const {
    const z_off_t offset = gzoffset(file_.get());  // there is none in a pipe
    return offset < 0 ? position_ : static_cast<std::uint64_t>(offset);
}

/// Reads until that many bytes are ahead, or the file ends.
void InputFile::fill(std::uint64_t count) {
    while (ahead_.size() < count) {
        const std::size_t had = ahead_.size();
        ahead_.resize(had + std::min(count - had, piece_bytes));
        const int got =
            gzread(file_.get(), ahead_.data() + had, static_cast<unsigned>(ahead_.size() - had));
        ahead_.resize(had + static_cast<std::size_t>(std::max(got, 0)));
        if (got > 0) continue;
        int code = Z_OK;
        const char* const what = gzerror(file_.get(), &code);
        if (code == Z_BUF_ERROR) throw FileError{"is cut off: its compressed data has no end"};
        if (code != Z_OK && code != Z_STREAM_END) {
            throw FileError{std::string{"cannot be read: "} + what};
        }
        return;
    }
}

/// The next bytes, fewer at the end.
Bytes InputFile::next(std::uint64_t count) {
    fill(count);
    const auto end =
        ahead_.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count, ahead_.size()));
    Bytes bytes(ahead_.begin(), end);
    ahead_.erase(ahead_.begin(), end);
    return bytes;
}

Bytes InputFile::read(std::uint64_t count) {
    Bytes bytes = next(count);
    if (bytes.size() < count) {
        throw FileError{"is cut off: " + std::to_string(count) + " bytes are to follow byte " +
                        std::to_string(position_) + ", which are not there"};
    }
    position_ += count;
    return bytes;
}

void InputFile::skip(std::uint64_t count) {
    while (count > 0) count -= read(std::min(count, piece_bytes)).size();
}

Bytes InputFile::peek(std::size_t count) {
    fill(count);
    return {ahead_.begin(),
            ahead_.begin() + static_cast<std::ptrdiff_t>(std::min(count, ahead_.size()))};
}

}  // namespace plexus::chainstore
