#include "node_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include "node_book.hpp"

namespace plexus::nodestore {
namespace {

constexpr std::string_view format = "plexus nodes 1";
constexpr std::size_t longest_line = 512;  // an enode has about 180 characters

std::int64_t unix_seconds(WallTime time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// A number that a WallTime in nanoseconds can hold.
bool is_time(std::int64_t seconds) {
    return seconds >= 0 && seconds <= std::numeric_limits<std::uint32_t>::max();
}

bool read_line(const std::string& line, net::NodeEntry& entry) {
    if (line.size() > longest_line) return false;
    std::istringstream words{line};
    std::string enode;
    std::int64_t seen = 0;
    if (!(words >> enode >> seen >> entry.value) || !(words >> std::ws).eof()) return false;
    const Result<net::Node> node = net::Node::parse(enode);
    if (!node || !is_time(seen)) return false;
    entry.node = *node;
    entry.last_seen = WallTime{std::chrono::seconds{seen}};
    return true;
}

std::string text_of(const std::vector<net::NodeEntry>& entries) {
    std::ostringstream text;
    text << format << '\n';
    for (const net::NodeEntry& entry : entries) {
        text << entry.node << ' ' << unix_seconds(entry.last_seen) << ' ' << entry.value << '\n';
    }
    return std::move(text).str();
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
    if (line != format) return make_error_code(Errc::unsupported);
    Loaded loaded;
    while (loaded.entries.size() < NodeBook::capacity && std::getline(stream, line)) {
        net::NodeEntry entry;
        if (read_line(line, entry)) {
            loaded.entries.push_back(entry);
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
