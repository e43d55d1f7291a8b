#include "json_lines.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include <api/core/uint256.hpp>

namespace plexus::stream {
namespace {

constexpr std::size_t hash_bytes = Hash256::size_bytes;
constexpr std::size_t voter_bytes = 48;

BytesView part(const Bytes& column, std::size_t index, std::size_t width) {
    return BytesView(column).subspan(index * width, width);
}

/// Appends `,"name":"0x..."`.
void add_hex(std::string& line, std::string_view name, BytesView bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    line += ",\"";
    line += name;
    line += "\":\"0x";
    for (const std::uint8_t byte : bytes) {
        line += digits[byte >> 4];
        line += digits[byte & 0x0f];
    }
    line += '"';
}

void add_number(std::string& line, std::string_view name, std::uint64_t value) {
    line += ",\"";
    line += name;
    line += "\":";
    line += std::to_string(value);
}

/// What all lines of a batch have in common.
std::string common_part(const Batch& batch) {
    std::string text = ",\"network\":" + std::to_string(batch.identity->network);
    text += ",\"node\":\"" + to_hex(batch.identity->node) + '"';
    text += ",\"node_name\":" + json_string(batch.identity->node_name);
    text += ",\"batch\":\"" + id_of(batch) + '"';
    return text;
}

std::string peer_part(const PeerFacts& facts) {
    std::string text = ",\"peer\":\"" + to_hex(facts.key) + '"';
    text += ",\"client\":" + json_string(facts.client);
    text += ",\"endpoint\":" + json_string(facts.endpoint);
    text += facts.direction == net::Direction::inbound ? R"(,"direction":"in")"
                                                       : R"(,"direction":"out")";
    add_number(text, "eth", facts.eth);
    return text;
}

void add_block(std::string& line, const Record& record) {
    add_number(line, "number", record.numbers.at(0));
    add_number(line, "txs", record.numbers.at(1));
    add_hex(line, "parent", record.links);
    add_number(line, "size", record.sizes.at(0));
    if (record.total_difficulty.empty()) return;
    const auto total = Uint256::from_big_endian(record.total_difficulty);
    if (total) line += ",\"total_difficulty\":\"" + total->text() + '"';
}

void add_transaction(std::string& line, const Record& record, std::size_t index) {
    if (index < record.types.size()) add_number(line, "type", record.types[index]);
    if (index < record.sizes.size()) add_number(line, "size", record.sizes[index]);
}

void add_vote(std::string& line, const Record& record, std::size_t index) {
    add_number(line, "number", record.numbers.at(index));
    add_hex(line, "target", part(record.links, index, hash_bytes));
    add_hex(line, "voter", part(record.voters, index, voter_bytes));
}

void add_details(std::string& line, Kind kind, const Record& record, std::size_t index) {
    switch (kind) {
        case Kind::block:
            return add_block(line, record);
        case Kind::block_hash:
            return add_number(line, "number", record.numbers.at(index));
        case Kind::tx:
        case Kind::tx_announce:
            return add_transaction(line, record, index);
        case Kind::vote:
            return add_vote(line, record, index);
        case Kind::peer_left:
            line += ",\"reason\":" + json_string(record.reason);
            return;
        case Kind::peer_joined:
            return;
    }
}

/// Bodies stand for all hashes, or for those that are first.
void add_body(std::string& line, const Record& record, bool first, std::size_t& next) {
    const bool all = record.bodies.size() == sightings_of(record);
    if (record.bodies.empty() || (!all && !first) || next >= record.bodies.size()) return;
    add_hex(line, "raw", record.bodies[next++]);
}

void add_record(std::string& lines, const Batch& batch, const Record& record,
                const std::string& common) {
    std::string begin = "{\"kind\":\"";
    begin += name_of(batch.kind);
    begin += "\",\"at\":\"" + time_text(record.at_us) + '"' + common;
    begin += peer_part(*batch.peers.at(record.peer - 1));
    std::size_t next_body = 0;
    for (std::size_t i = 0; i < sightings_of(record); ++i) {
        lines += begin;
        if (!record.hashes.empty()) {
            const bool first = is_first(record, i);
            lines += record.fetched ? R"(,"source":"fetched")" : R"(,"source":"gossip")";
            add_hex(lines, "hash", part(record.hashes, i, hash_bytes));
            add_details(lines, batch.kind, record, i);
            lines += first ? ",\"first\":true" : ",\"first\":false";
            add_body(lines, record, first, next_body);
        } else {
            add_details(lines, batch.kind, record, i);
        }
        lines += "}\n";
    }
}

}  // namespace

std::string time_text(std::int64_t microseconds) {
    using namespace std::chrono;
    const sys_time<std::chrono::microseconds> at{std::chrono::microseconds(microseconds)};
    const sys_days day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss time(at - day);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02ld:%02ld:%02ld.%06ldZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(),
                  time.seconds().count(), time.subseconds().count());
    return text.data();
}

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') out += '\\';
        if (static_cast<unsigned char>(letter) >= 0x20) {
            out += letter;
            continue;
        }
        std::array<char, 8> escaped{};
        std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(letter));
        out += escaped.data();
    }
    out += '"';
    return out;
}

std::string json_lines_of(const Batch& batch) {
    const std::string common = common_part(batch);
    std::string lines;
    for (const Record& record : batch.records) add_record(lines, batch, record, common);
    return lines;
}

}  // namespace plexus::stream
