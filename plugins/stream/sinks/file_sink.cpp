#include "file_sink.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <vector>

#include <api/plugin/config_error.hpp>

namespace plexus::stream {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// How often the file is looked at, in case that it was moved away, and its age.
constexpr auto look_period = 1s;

/// How open_file() says that another node writes the file.
constexpr int taken = ETXTBSY;

std::string reason(int error) {
    return error == taken ? "another node writes it" : std::strerror(error);
}

struct Complete {
    std::uint64_t number;
    fs::path path;
};

/// The complete files beside a path: `<path>.<number>`, perhaps with an extension.
std::vector<Complete> complete_files(const fs::path& path) {
    const std::string prefix = path.filename().string() + '.';
    std::vector<Complete> files;
    std::error_code error;
    for (const fs::directory_entry& file : fs::directory_iterator(path.parent_path(), error)) {
        const std::string name = file.path().filename().string();
        if (!name.starts_with(prefix) || name.ends_with(".draft")) continue;
        std::uint64_t number = 0;
        const char* const begin = name.data() + prefix.size();
        const char* const end = name.data() + name.size();
        const auto [rest, problem] = std::from_chars(begin, end, number);
        const std::string_view behind(rest, end);
        if (problem != std::errc{} || (!behind.empty() && behind != ".gz" && behind != ".zst")) {
            continue;
        }
        files.push_back({number, file.path()});
    }
    std::ranges::sort(files, {}, &Complete::number);
    return files;
}

}  // namespace

FileSink::FileSink(FileSettings settings, Logger log)
    : settings_(std::move(settings)), log_(std::move(log)) {
    settings_.path = fs::absolute(settings_.path);
}

FileSink::~FileSink() { close_file(); }

void FileSink::open(Results&) {
    if (!has_compression(settings_.compression)) {
        throw ConfigError(
            "this build has no zstd (libzstd-dev was not found): choose gzip or none for "
            "stream.file-compress");
    }
    std::error_code ignored;  // told with the file
    fs::create_directories(settings_.path.parent_path(), ignored);
    if (fs::exists(settings_.path, ignored) && !fs::is_regular_file(settings_.path, ignored)) {
        // Of a device or a pipe there are no complete files; it would be renamed.
        throw ConfigError("cannot write " + settings_.path.string() +
                          ": it is no file; change stream.file");
    }
    if (!open_file()) {
        throw ConfigError("cannot write " + settings_.path.string() + ": " + reason(errno) +
                          "; change stream.file");
    }
}

Sending FileSink::send(const Message& message) {
    if (descriptor_ < 0 && !open_file()) {
        complain(reason(errno));
        return Sending::busy;
    }
    if (written_ > 0 && written_ + message.bytes.size() > settings_.bytes) {
        rotate();
        if (descriptor_ < 0) return Sending::busy;
    }
    if (!write(message.bytes)) return Sending::busy;
    complained_ = false;
    return Sending::done;
}

bool FileSink::poll() {
    const Time now = std::chrono::steady_clock::now();
    if (now < next_look_ || descriptor_ < 0) return false;
    next_look_ = now + look_period;
    if (was_moved()) {
        close_file();
        open_file();
    } else if (written_ > 0 && now - begun_ >= settings_.age) {
        rotate();
    }
    return false;
}

void FileSink::close(std::chrono::steady_clock::time_point) { close_file(); }

bool FileSink::open_file() {
    descriptor_ = ::open(settings_.path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (descriptor_ < 0) return false;
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        close_file();
        errno = taken;
        return false;
    }
    struct stat status {};
    ::fstat(descriptor_, &status);
    written_ = static_cast<std::uint64_t>(status.st_size);
    begun_ = std::chrono::steady_clock::now();
    end_cut_line();
    return true;
}

/// A killed process may have left half a line.
void FileSink::end_cut_line() {
    char last = '\n';
    std::ifstream file(settings_.path, std::ios::binary);
    if (written_ > 0 && file.seekg(-1, std::ios::end)) file.get(last);
    if (last != '\n') write("\n");
}

void FileSink::close_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

/// All or nothing, so that a full disk leaves no half line.
bool FileSink::write(std::string_view lines) {
    std::uint64_t done = 0;
    while (done < lines.size()) {
        const ssize_t written = ::write(descriptor_, lines.data() + done, lines.size() - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            complain(reason(errno));
            [[maybe_unused]] const int ignored =
                ::ftruncate(descriptor_, static_cast<off_t>(written_));
            return false;
        }
        done += static_cast<std::uint64_t>(written);
    }
    written_ += done;
    return true;
}

bool FileSink::was_moved() const {
    struct stat ours {};
    struct stat named {};
    if (::fstat(descriptor_, &ours) != 0) return true;
    if (::stat(settings_.path.c_str(), &named) != 0) return true;
    return ours.st_ino != named.st_ino || ours.st_dev != named.st_dev;
}

void FileSink::rotate() {
    const std::vector<Complete> complete = complete_files(settings_.path);
    const std::uint64_t number = complete.empty() ? 1 : complete.back().number + 1;
    fs::path target = settings_.path;
    target += '.' + std::to_string(number);
    std::error_code error;
    fs::rename(settings_.path, target, error);
    if (error) complain(error.message());  // the old file goes on growing
    close_file();
    if (!open_file()) complain(reason(errno));
    const Result<void> compressed = compress_file(target, settings_.compression);
    if (!compressed) complain(compressed.error().message());
    drop_old();
}

void FileSink::drop_old() const {
    const std::vector<Complete> complete = complete_files(settings_.path);
    std::error_code ignored;  // tried again at the next file
    for (std::size_t i = 0; i + settings_.keep < complete.size(); ++i) {
        fs::remove(complete[i].path, ignored);
    }
}

/// Once, until a message is written again.
void FileSink::complain(const std::string& error) {
    if (complained_) return;
    complained_ = true;
    PLEXUS_LOG(log_, error) << "cannot write sightings" << kv("file", settings_.path.string())
                            << kv("error", error);
}

}  // namespace plexus::stream
