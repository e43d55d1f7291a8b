#include "spool.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

#include <api/plugin/config_error.hpp>

namespace plexus::stream {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view extension = ".spool";
/// Larger than any message: what stands in a file is not trusted.
constexpr std::uint32_t largest_entry = 64 * 1024 * 1024;

/// What stands before each message in a file. Numbers are in the machine's order: a spool is not
/// carried to another machine.
struct Head {
    std::uint32_t size = 0;      ///< of what follows the head
    std::uint32_t checksum = 0;  ///< CRC-32 of what follows the head
    std::uint64_t sightings = 0;
    std::uint16_t id_size = 0;
    std::uint8_t kind = 0;
    std::array<std::uint8_t, 5> unused{};
};
static_assert(sizeof(Head) == 24);

std::uint32_t checksum_of(std::string_view text) {
    return static_cast<std::uint32_t>(
        ::crc32_z(0, reinterpret_cast<const unsigned char*>(text.data()), text.size()));  // NOLINT
}

ErrorCode last_error() { return {errno, boost::system::system_category()}; }

bool write_all(int descriptor, std::string_view text, std::uint64_t offset) {
    while (!text.empty()) {
        const ssize_t written =
            ::pwrite(descriptor, text.data(), text.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return true;
}

bool read_all(int descriptor, char* out, std::size_t size, std::uint64_t offset) {
    while (size > 0) {
        const ssize_t got = ::pread(descriptor, out, size, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        out += got;
        size -= static_cast<std::size_t>(got);
        offset += static_cast<std::uint64_t>(got);
    }
    return true;
}

}  // namespace

Spool::Spool(fs::path folder, std::uint64_t limit_bytes)
    : folder_(std::move(folder)), limit_(limit_bytes) {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error || ::access(folder_.c_str(), R_OK | W_OK | X_OK) != 0) {
        throw ConfigError("cannot use the spool " + folder_.string() + ": " +
                          (error ? error.message() : std::strerror(errno)) +
                          "; change stream.spool");
    }
    lock();
    find();
}

Spool::~Spool() {
    const std::uint64_t written = std::exchange(current_, 0);
    if (written != 0) drop_if_finished(written);
    for (const auto& [number, file] : files_) ::close(file.descriptor);
    ::close(lock_);
}

/// Two nodes with one spool would send, and delete, each other's messages.
void Spool::lock() {
    lock_ = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
    const std::string why = errno == EWOULDBLOCK ? "another node uses it" : std::strerror(errno);
    ::close(lock_);
    throw ConfigError("cannot use the spool " + folder_.string() + ": " + why +
                      "; change stream.spool");
}

Result<void> Spool::append(const Message& message) {
    const std::uint64_t longest = std::min<std::uint64_t>(file_bytes, limit_ / 8);
    if (current_ == 0 || files_[current_].bytes >= longest) begin_file();
    if (current_ == 0) return last_error();
    File& file = files_[current_];

    const std::string content = message.id + message.bytes;
    Head head;
    head.size = static_cast<std::uint32_t>(content.size());
    head.checksum = checksum_of(content);
    head.sightings = message.sightings;
    head.id_size = static_cast<std::uint16_t>(message.id.size());
    head.kind = static_cast<std::uint8_t>(message.kind);
    std::string entry(sizeof head, '\0');
    std::memcpy(entry.data(), &head, sizeof head);
    entry += content;
    // At an error the file is not advanced: the next message overwrites what was half written.
    if (!write_all(file.descriptor, entry, file.bytes)) return last_error();
    waiting_.push_back(
        {current_, file.bytes, static_cast<std::uint32_t>(entry.size()), message.since});
    file.bytes += entry.size();
    bytes_ += entry.size();
    ++file.unfinished;
    return {};
}

std::optional<Message> Spool::take() {
    while (!waiting_.empty()) {
        const Entry entry = waiting_.front();
        waiting_.pop_front();
        std::optional<Message> message = read(entry);
        if (message) {
            taken_[message->id] = entry.file;
            message->since = entry.since;
            return message;
        }
        ++damaged_;
        --files_[entry.file].unfinished;
        drop_if_finished(entry.file);
    }
    return std::nullopt;
}

void Spool::finish(const std::string& id) {
    const auto known = taken_.find(id);
    if (known == taken_.end()) return;
    const std::uint64_t number = known->second;
    taken_.erase(known);
    --files_[number].unfinished;
    drop_if_finished(number);
}

std::optional<std::chrono::steady_clock::time_point> Spool::oldest() const noexcept {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.front().since;
}

fs::path Spool::path_of(std::uint64_t number) const {
    return folder_ / (std::to_string(number) + std::string(extension));
}

void Spool::find() {
    std::vector<std::uint64_t> numbers;
    for (const fs::directory_entry& file : fs::directory_iterator(folder_)) {
        const std::string name = file.path().filename().string();
        std::uint64_t number = 0;
        const char* const end = name.data() + name.size();
        const auto [rest, problem] = std::from_chars(name.data(), end, number);
        if (problem == std::errc{} && std::string_view(rest, end) == extension) {
            numbers.push_back(number);
        }
    }
    std::ranges::sort(numbers);
    for (const std::uint64_t number : numbers) read_file(number);
    found_ = waiting_.size();
    for (const std::uint64_t number : numbers) drop_if_finished(number);
}

/// Notes where the messages of a file lie. A killed process may have left half a message at the
/// end.
void Spool::read_file(std::uint64_t number) {
    File& file = files_[number];
    file.descriptor = ::open(path_of(number).c_str(), O_RDWR | O_CLOEXEC);
    if (file.descriptor < 0) {
        throw ConfigError("cannot read " + path_of(number).string() + ": " + std::strerror(errno) +
                          "; change stream.spool");
    }
    const std::uint64_t size = fs::file_size(path_of(number));
    const auto now = std::chrono::steady_clock::now();
    while (file.bytes + sizeof(Head) <= size) {
        Head head;
        if (!read_all(file.descriptor, reinterpret_cast<char*>(&head), sizeof head, file.bytes)) {
            break;
        }
        const std::uint64_t entry = sizeof head + std::uint64_t{head.size};
        if (head.size > largest_entry || file.bytes + entry > size) break;
        waiting_.push_back({number, file.bytes, static_cast<std::uint32_t>(entry), now});
        file.bytes += entry;
        ++file.unfinished;
    }
    if (file.bytes < size) ++damaged_;
    bytes_ += file.bytes;
}

void Spool::begin_file() {
    const std::uint64_t ended = current_;
    const std::uint64_t number = files_.empty() ? 1 : files_.rbegin()->first + 1;
    current_ = 0;
    const int descriptor =
        ::open(path_of(number).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (descriptor < 0) {
        current_ = ended;
        if (ended == 0) return;
    } else {
        files_[number].descriptor = descriptor;
        current_ = number;
        if (ended != 0) drop_if_finished(ended);
    }
}

/// The file that is written stays, so that a node that is not behind does not make a file for each
/// message; it is emptied instead.
void Spool::drop_if_finished(std::uint64_t number) {
    File& file = files_[number];
    if (file.unfinished != 0) return;
    bytes_ -= file.bytes;
    file.bytes = 0;
    if (number == current_) {
        [[maybe_unused]] const int ignored = ::ftruncate(file.descriptor, 0);
        return;
    }
    ::close(file.descriptor);
    files_.erase(number);
    std::error_code ignored;  // if it stays, it is found and sent again at the next start
    fs::remove(path_of(number), ignored);
}

std::optional<Message> Spool::read(const Entry& entry) {
    std::string text(entry.size, '\0');
    if (!read_all(files_[entry.file].descriptor, text.data(), text.size(), entry.offset)) {
        return std::nullopt;
    }
    Head head;
    std::memcpy(&head, text.data(), sizeof head);
    const std::string_view content = std::string_view(text).substr(sizeof head);
    const std::optional<Kind> kind = kind_of(head.kind);
    if (head.size != content.size() || head.id_size > content.size() || !kind ||
        head.checksum != checksum_of(content)) {
        return std::nullopt;
    }
    Message message;
    message.id = content.substr(0, head.id_size);
    message.kind = *kind;
    message.bytes = content.substr(head.id_size);
    message.sightings = head.sightings;
    return message;
}

}  // namespace plexus::stream
