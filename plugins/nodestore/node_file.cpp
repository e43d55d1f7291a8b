#include "node_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>

#include "node_book.hpp"
#include "node_line.hpp"

namespace plexus::nodestore {
namespace {

constexpr std::string_view format = "plexus nodes 2";
constexpr std::string_view first_format = "plexus nodes 1";
constexpr std::size_t longest_line = 1024;  // a record has 404 characters, an id 128

std::string text_of(const std::vector<net::NodeEntry>& entries) {
    std::string text{format};
    text += '\n';
    for (const net::NodeEntry& entry : entries) text += write_line(entry) + '\n';
    return text;
}

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(descriptor, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return ::fsync(descriptor) == 0;
}

bool write_file(const std::filesystem::path& file, std::string_view text) {
    const int descriptor =
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) return false;
    const bool written = write_all(descriptor, text);
    return ::close(descriptor) == 0 && written;
}

}  // namespace

Result<Loaded> load(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error) && !error) return Loaded{};
    std::ifstream stream{file};
    std::string line;
    if (!std::getline(stream, line)) return make_error_code(Errc::storage_failed);
    if (line != format && line != first_format) return make_error_code(Errc::unsupported);
    const auto read = line == format ? read_line : read_line_of_first_format;
    Loaded loaded;
    while (loaded.entries.size() < NodeBook::capacity && std::getline(stream, line)) {
        std::optional<net::NodeEntry> entry;
        if (line.size() <= longest_line) entry = read(line);
        if (entry) {
            loaded.entries.push_back(std::move(*entry));
        } else {
            ++loaded.bad_lines;
        }
    }
    return loaded;
}

Result<void> save(const std::filesystem::path& file, const std::vector<net::NodeEntry>& entries) {
    std::filesystem::path unfinished = file;
    unfinished += ".new";
    if (!write_file(unfinished, text_of(entries))) return make_error_code(Errc::storage_failed);
    std::error_code error;
    std::filesystem::rename(unfinished, file, error);
    if (error) return make_error_code(Errc::storage_failed);
    return {};
}

}  // namespace plexus::nodestore
