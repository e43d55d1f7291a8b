#include "node_line.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <sstream>

#include <kit/enr/record.hpp>

namespace plexus::nodestore {
namespace {

constexpr std::string_view nothing = "-";
constexpr std::size_t longest_source = 64;

std::int64_t unix_seconds(WallTime time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// Takes the words of a line, one by one. After the first that makes no sense all fail.
class Words {
public:
    explicit Words(std::string_view line) : in_(std::string{line}) {}

    std::string text() {
        std::string word;
        if (!(in_ >> word)) bad_ = true;
        return word;
    }

    template <class Number>
    Number number() {
        const std::string word = text();
        Number value{};
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (error != std::errc{} || end != word.data() + word.size()) bad_ = true;
        return value;
    }

    /// A time that a WallTime in nanoseconds can hold.
    WallTime time() { return WallTime{std::chrono::seconds{number<std::uint32_t>()}}; }

    void fail_unless(bool good) {
        if (!good) bad_ = true;
    }

    /// Whether all words made sense, and none is left.
    bool good() { return !bad_ && (in_ >> std::ws).eof(); }

private:
    std::istringstream in_;
    bool bad_ = false;
};

std::string text_of(const net::Endpoint& endpoint) {
    if (!endpoint.known()) return std::string{nothing};
    const std::string address = endpoint.address.to_string();
    return (endpoint.address.is_v6() ? '[' + address + ']' : address) + ':' +
           std::to_string(endpoint.tcp_port) + ':' + std::to_string(endpoint.udp_port);
}

bool read_port(std::string_view text, std::uint16_t& port) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size();
}

std::optional<net::Endpoint> read_endpoint(std::string_view text) {
    net::Endpoint endpoint;
    if (text == nothing) return endpoint;
    const std::size_t udp = text.rfind(':');
    if (udp == std::string_view::npos || udp == 0) return std::nullopt;
    const std::size_t tcp = text.rfind(':', udp - 1);
    if (tcp == std::string_view::npos) return std::nullopt;
    std::string_view host = text.substr(0, tcp);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    ErrorCode error;
    endpoint.address = asio::ip::make_address(host, error);
    const bool ports = read_port(text.substr(tcp + 1, udp - tcp - 1), endpoint.tcp_port) &&
                       read_port(text.substr(udp + 1), endpoint.udp_port);
    return !error && ports ? std::optional{endpoint} : std::nullopt;
}

void read_endpoint(Words& words, bool six, net::Endpoint& endpoint) {
    const std::optional<net::Endpoint> read = read_endpoint(words.text());
    words.fail_unless(read && (!read->known() || read->address.is_v6() == six));
    if (read) endpoint = *read;
}

void read_record(Words& words, net::Node& node) {
    const std::string text = words.text();
    if (text == nothing) return;
    const Result<enr::Record> record = enr::Record::from_text(text);
    words.fail_unless(record && record->id() == node.id);
    if (record) node.record = record->share();
}

/// The source as one word.
std::string word_of(std::string source) {
    std::erase_if(source, [](char c) { return c <= ' ' || c > '~'; });
    return source.empty() ? std::string{nothing} : source.substr(0, longest_source);
}

net::DialOutcome read_outcome(Words& words) {
    using enum net::DialOutcome;
    constexpr std::array all{none, connected, unreachable, refused, useless, misbehaved};
    const std::string name = words.text();
    const auto found = std::ranges::find(all, name, net::name_of);
    words.fail_unless(found != all.end());
    return found == all.end() ? none : *found;
}

}  // namespace

std::string write_line(const net::NodeEntry& entry) {
    const net::NodeRecordPtr& record = entry.node.record;
    std::ostringstream line;
    line << to_hex(entry.node.id) << ' ' << text_of(entry.node.ip4) << ' '
         << text_of(entry.node.ip6) << ' '
         << (record ? enr::Record(*record).text() : std::string{nothing}) << ' '
         << word_of(entry.source) << ' ' << unix_seconds(entry.first_seen) << ' '
         << unix_seconds(entry.last_seen) << ' ' << unix_seconds(entry.last_tried) << ' '
         << entry.failures << ' ' << net::name_of(entry.outcome) << ' ' << entry.value;
    return std::move(line).str();
}

std::optional<net::NodeEntry> read_line(std::string_view line, LineFormat format) {
    Words words(line);
    net::NodeEntry entry;
    const auto id = fixed_from_hex<net::NodeId::size_bytes>(words.text());
    words.fail_unless(id.has_value());
    if (id) entry.node.id = *id;
    read_endpoint(words, false, entry.node.ip4);
    read_endpoint(words, true, entry.node.ip6);
    read_record(words, entry.node);
    entry.source = words.text();
    if (entry.source == nothing) entry.source.clear();
    entry.first_seen = words.time();
    entry.last_seen = words.time();
    entry.last_tried = words.time();
    entry.failures = words.number<std::uint32_t>();
    entry.outcome = read_outcome(words);
    if (format == LineFormat::with_ban) (void)words.time();
    entry.value = words.number<std::int32_t>();
    return words.good() ? std::optional{std::move(entry)} : std::nullopt;
}

std::optional<net::NodeEntry> read_line_of_first_format(std::string_view line) {
    Words words(line);
    net::NodeEntry entry;
    const Result<net::Node> node = net::Node::parse(words.text());
    words.fail_unless(node.has_value());
    if (node) entry.node = *node;
    entry.last_seen = words.time();
    entry.first_seen = entry.last_seen;
    entry.value = words.number<std::int32_t>();
    return words.good() ? std::optional{std::move(entry)} : std::nullopt;
}

}  // namespace plexus::nodestore
