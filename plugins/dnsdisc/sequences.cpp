#include "sequences.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>

#include <api/async/blocking.hpp>

#include "limits.hpp"

namespace plexus::dnsdisc {
namespace {

using Book = std::map<std::string, std::uint64_t>;

constexpr std::string_view format = "plexus dns lists 1";

/// Nothing if the file is there but makes no sense.
std::optional<Book> read_file(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error) && !error) return Book{};
    std::ifstream stream{file};
    std::string line;
    if (!std::getline(stream, line) || line != format) return std::nullopt;
    Book book;
    std::uint64_t sequence = 0;
    std::string list;
    while (book.size() < max_sequences && stream >> sequence >> list) {
        if (!parse_link(list)) return std::nullopt;
        book[list] = sequence;
    }
    return book;
}

/// A new file takes the place of the old one at once: a kill leaves one of them whole.
bool write_file(const std::filesystem::path& file, const Book& book) {
    std::filesystem::path unfinished = file;
    unfinished += ".new";
    std::ofstream stream{unfinished, std::ios::trunc};
    stream << format << '\n';
    for (const auto& [list, sequence] : book) stream << sequence << ' ' << list << '\n';
    stream.close();
    if (!stream) return false;
    std::error_code error;
    std::filesystem::rename(unfinished, file, error);
    return !error;
}

}  // namespace

Sequences::Sequences(Runtime& runtime, std::filesystem::path file, const std::vector<Link>& pinned,
                     Logger logger)
    : runtime_{runtime}, file_{std::move(file)}, log_{std::move(logger)} {
    for (const Link& link : pinned) pinned_.push_back(link.text);
}

awaitable<void> Sequences::load() {
    auto read = [file = file_] { return read_file(file); };
    std::optional<Book> book = co_await on_blocking(runtime_, std::move(read));
    if (book) {
        highest_ = std::move(*book);
        co_return;
    }
    PLEXUS_LOG(log_, warn) << "sequence numbers of node lists cannot be read, beginning without"
                           << kv("file", file_.string());
}

std::uint64_t Sequences::highest(const Link& link) const {
    const auto found = highest_.find(link.text);
    return found == highest_.end() ? 0 : found->second;
}

awaitable<void> Sequences::raise(Link link, std::uint64_t sequence) {
    const auto known = highest_.find(link.text);
    if (known != highest_.end() && known->second >= sequence) co_return;
    if (known == highest_.end()) make_room();
    highest_[link.text] = sequence;
    auto write = [file = file_, book = highest_] { return write_file(file, book); };
    const bool written = co_await on_blocking(runtime_, std::move(write));
    if (written) co_return;
    PLEXUS_LOG(log_, error) << "sequence numbers of node lists cannot be written"
                            << kv("file", file_.string());
}

void Sequences::make_room() {
    if (highest_.size() < max_sequences) return;
    const auto other = std::ranges::find_if(
        highest_, [this](const auto& entry) { return !is_pinned(entry.first); });
    if (other != highest_.end()) highest_.erase(other);
}

bool Sequences::is_pinned(const std::string& text) const {
    return std::ranges::find(pinned_, text) != pinned_.end();
}

}  // namespace plexus::dnsdisc
