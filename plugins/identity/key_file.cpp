#include "key_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include <api/plugin/config_error.hpp>

namespace plexus::identity {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t key_digits = 64;
constexpr std::string_view prefix = "0x";  // as Besu writes it
constexpr std::string_view blanks = " \t\r\n";
constexpr std::size_t longest_content = 256;  // the key, and blanks around it

[[noreturn]] void refuse(const fs::path& file, const std::string& what) {
    throw ConfigError("node key file " + file.string() + ": " + what);
}

std::string system_message(int error) { return std::generic_category().message(error); }

/// A group may read: that is how Kubernetes mounts a secret, read-only, so the mode cannot be
/// changed.
void check_permissions(const fs::path& file) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (error) refuse(file, error.message());
    if (!fs::is_regular_file(status)) refuse(file, "is not a file; set identity.key-file to one");
    constexpr fs::perms refused =
        fs::perms::group_write | fs::perms::others_write | fs::perms::others_read;
    if ((status.permissions() & refused) != fs::perms::none) {
        refuse(file, "others may read or change it; mend with: chmod 600 " + file.string());
    }
}

std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::array<char, longest_content + 1> content{};
    stream.read(content.data(), content.size());
    if (stream.bad() || !stream.is_open()) refuse(file, "cannot be read");
    return {content.data(), static_cast<std::size_t>(stream.gcount())};
}

void write_all(int descriptor, std::string_view text, const fs::path& file) {
    while (!text.empty()) {
        const ssize_t count = ::write(descriptor, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) refuse(file, system_message(errno));
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fsync(descriptor) != 0) refuse(file, system_message(errno));
}

std::string_view digits_in(std::string_view content) {
    const std::size_t first = content.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    content = content.substr(first, content.find_last_not_of(blanks) + 1 - first);
    if (content.starts_with(prefix)) content.remove_prefix(prefix.size());
    return content;
}

}  // namespace

Result<crypto::SecretKey> parse_key(std::string_view digits) {
    if (digits.size() != key_digits) return make_error_code(Errc::malformed);
    const std::optional<Bytes> bytes = from_hex(digits);
    if (!bytes) return make_error_code(Errc::malformed);
    return crypto::SecretKey::from(*bytes);
}

crypto::SecretKey load_key(const fs::path& file) {
    check_permissions(file);
    const std::string content = read(file);
    Result<crypto::SecretKey> key = parse_key(digits_in(content));
    if (!key) {
        refuse(file, "holds no node key, which is " + std::to_string(key_digits) +
                         " hexadecimal digits; restore it from a copy: a node with another key "
                         "is another node");
    }
    return std::move(*key);
}

void store_key(const fs::path& file, const crypto::SecretKey& key) {
    fs::path unfinished = file;
    unfinished += ".new";
    ::unlink(unfinished.c_str());
    const int descriptor =
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) refuse(file, "cannot be made: " + system_message(errno));
    struct Closing {
        ~Closing() { ::close(descriptor); }
        int descriptor;
    } const closing{descriptor};
    write_all(descriptor, to_hex(key.reveal()), file);
    if (::rename(unfinished.c_str(), file.c_str()) != 0) refuse(file, system_message(errno));
}

}  // namespace plexus::identity
