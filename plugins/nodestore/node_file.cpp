#include "node_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <string>

#include "node_line.hpp"

namespace plexus::nodestore {
namespace {

constexpr std::string_view format = "plexus nodes 4 ";        // and the secret
constexpr std::string_view third_format = "plexus nodes 3 ";  // and the secret
constexpr std::string_view second_format = "plexus nodes 2";
constexpr std::string_view first_format = "plexus nodes 1";
constexpr std::string_view tried_word = "tried ";
constexpr std::string_view fresh_word = "new ";
constexpr std::size_t longest_line = 1024;  // a record has 404 characters, an id 128

std::string text_of(const Contents& contents) {
    std::string text{format};
    text += to_hex(contents.secret) + '\n';
    for (const net::NodeEntry& entry : contents.tried) {
        text.append(tried_word).append(write_line(entry)) += '\n';
    }
    for (const net::NodeEntry& entry : contents.entries) {
        text.append(fresh_word).append(write_line(entry)) += '\n';
    }
    return text;
}

/// Takes one line of a file in.
using Take = bool (*)(std::string_view line, Loaded& loaded);

bool take_entry(std::optional<net::NodeEntry> entry, std::vector<net::NodeEntry>& entries) {
    if (entry) entries.push_back(std::move(*entry));
    return entry.has_value();
}

template <LineFormat format>
bool take_line(std::string_view line, Loaded& loaded) {
    const bool tried = line.starts_with(tried_word);
    if (!tried && !line.starts_with(fresh_word)) return false;
    line.remove_prefix(tried ? tried_word.size() : fresh_word.size());
    return take_entry(read_line(line, format), tried ? loaded.tried : loaded.entries);
}

/// How the lines behind this one are read; it may hold the secret.
/// @returns null for another format
Take begin(std::string_view line, Loaded& loaded) {
    if (line == first_format) {
        return [](std::string_view each, Loaded& into) {
            return take_entry(read_line_of_first_format(each), into.entries);
        };
    }
    if (line == second_format) {
        return [](std::string_view each, Loaded& into) {
            return take_entry(read_line(each, LineFormat::with_ban), into.entries);
        };
    }
    const bool is_third = line.starts_with(third_format);
    if (!is_third && !line.starts_with(format)) return nullptr;
    const auto secret = fixed_from_hex<Secret::size_bytes>(line.substr(format.size()));
    if (!secret) return nullptr;
    loaded.secret = *secret;
    return is_third ? take_line<LineFormat::with_ban> : take_line<LineFormat::present>;
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
    Loaded loaded;
    const Take take = begin(line, loaded);
    if (take == nullptr) return make_error_code(Errc::unsupported);
    while (loaded.entries.size() + loaded.tried.size() < NodeBook::capacity &&
           std::getline(stream, line)) {
        if (line.size() > longest_line || !take(line, loaded)) ++loaded.bad_lines;
    }
    return loaded;
}

Result<void> save(const std::filesystem::path& file, const Contents& contents) {
    std::filesystem::path unfinished = file;
    unfinished += ".new";
    if (!write_file(unfinished, text_of(contents))) return make_error_code(Errc::storage_failed);
    std::error_code error;
    std::filesystem::rename(unfinished, file, error);
    if (error) return make_error_code(Errc::storage_failed);
    return {};
}

}  // namespace plexus::nodestore
