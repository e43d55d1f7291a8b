#include "pool_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>

#include "anchors.hpp"

namespace plexus::peers {
namespace {

constexpr std::string_view format = "plexus pool 1";
constexpr std::string_view forever = "forever";

/// Twice the bans that the lists take, at the length of an id: anything longer is no such file.
constexpr std::uintmax_t longest_file = std::uintmax_t{1} << 20U;

std::string text_of(WallTime until) {
    if (until == net::Ban::forever) return std::string(forever);
    return std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>(until.time_since_epoch()).count());
}

std::optional<WallTime> read_time(const std::string& text) {
    if (text == forever) return net::Ban::forever;
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    constexpr auto most = std::chrono::floor<std::chrono::seconds>(WallTime::max());
    if (seconds < 0 || seconds > most.time_since_epoch().count()) return std::nullopt;
    return WallTime{std::chrono::seconds{seconds}};
}

std::optional<net::BanTarget> read_target(const std::string& text) {
    if (const auto id = fixed_from_hex<net::NodeId::size_bytes>(text)) return net::NodeId{*id};
    const Result<net::Prefix> prefix = net::Prefix::parse(text);
    if (!prefix) return std::nullopt;
    return *prefix;
}

void read_ban(std::istringstream& words, PoolState& state) {
    std::string target_text;
    std::string until_text;
    std::string by;
    words >> target_text >> until_text >> by;
    const auto target = read_target(target_text);
    const auto until = read_time(until_text);
    if (!target || !until || by.empty()) return;
    net::Ban ban;
    ban.target = *target;
    ban.until = *until;
    ban.by =
        by == net::to_string(net::BannedBy::policy) ? net::BannedBy::policy : net::BannedBy::user;
    state.bans.push_back(ban);
}

void read_anchor(std::istringstream& words, PoolState& state) {
    std::string enode;
    words >> enode;
    const Result<net::Node> node = net::Node::parse(enode);
    if (node && state.anchors.size() < most_anchors) state.anchors.push_back(*node);
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

}  // namespace

std::string write_state(const PoolState& state) {
    std::string text{format};
    text += '\n';
    for (const net::Ban& ban : state.bans) {
        text += "ban " + net::to_string(ban.target) + ' ' + text_of(ban.until) + ' ' +
                std::string(net::to_string(ban.by)) + '\n';
    }
    for (const net::Node& node : state.anchors) text += "anchor " + node.enode() + '\n';
    return text;
}

Result<PoolState> read_state(const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    if (!std::getline(lines, line) || line != format) return make_error_code(Errc::unsupported);
    PoolState state;
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string kind;
        words >> kind;
        if (kind == "ban") read_ban(words, state);
        if (kind == "anchor") read_anchor(words, state);
    }
    return state;
}

Result<PoolState> load_state(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error) && !error) return PoolState{};
    if (std::filesystem::file_size(file, error) > longest_file || error) {
        return make_error_code(Errc::storage_failed);
    }
    std::ifstream stream{file};
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) return make_error_code(Errc::storage_failed);
    return read_state(text.str());
}

Result<void> save_state(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::path unfinished = file;
    unfinished += ".new";
    const int descriptor =
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) return make_error_code(Errc::storage_failed);
    const bool written = write_all(descriptor, text);
    if (::close(descriptor) != 0 || !written) return make_error_code(Errc::storage_failed);
    std::error_code error;
    std::filesystem::rename(unfinished, file, error);
    if (error) return make_error_code(Errc::storage_failed);
    return {};
}

}  // namespace plexus::peers
