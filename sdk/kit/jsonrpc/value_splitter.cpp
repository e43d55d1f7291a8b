#include "value_splitter.hpp"

#include <algorithm>
#include <initializer_list>

namespace plexus::jsonrpc {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view of_numbers = "+-.0123456789Ee";

bool is_of_number(char c) { return of_numbers.find(c) != std::string_view::npos; }

/// Whether a text that was a number or a word before its last byte may still be one.
bool may_be_scalar(std::string_view text) {
    if (is_of_number(text.front())) return is_of_number(text.back());
    const std::initializer_list<std::string_view> words{"null", "true", "false"};
    return std::ranges::any_of(words, [text](auto word) { return word.starts_with(text); });
}

}  // namespace

std::optional<std::string> ValueSplitter::next() {
    if (seen_ == 0) {
        buffer_.erase(0, std::min(buffer_.find_first_not_of(blanks), buffer_.size()));
    }
    while (seen_ < buffer_.size()) {
        const char c = buffer_[seen_];
        const bool scalar = depth_ == 0 && !in_string_;
        if (scalar && seen_ > 0 && is_whole_scalar(c)) return take(seen_);
        ++seen_;
        if (look_at(c)) return take(seen_);
    }
    return std::nullopt;
}

/// @returns whether the value ends with this byte
bool ValueSplitter::look_at(char c) {
    if (in_string_) {
        const bool closes = c == '"' && !escaped_;
        escaped_ = c == '\\' && !escaped_;
        in_string_ = !closes;
        return closes && depth_ == 0;
    }
    if (c == '"') {
        in_string_ = true;
        return false;
    }
    if (c == '{' || c == '[') {
        ++depth_;
        return false;
    }
    if (c == '}' || c == ']') {
        if (depth_ <= 1) return true;
        --depth_;
    }
    return depth_ == 0 && !may_be_scalar(std::string_view(buffer_).substr(0, seen_));
}

/// A number or a word ends where something else begins.
bool ValueSplitter::is_whole_scalar(char next) const {
    return blanks.find(next) != std::string_view::npos || next == '{' || next == '[' || next == '"';
}

std::string ValueSplitter::take(std::size_t size) {
    std::string value = buffer_.substr(0, size);
    buffer_.erase(0, size);
    seen_ = 0;
    depth_ = 0;
    in_string_ = false;
    escaped_ = false;
    return value;
}

}  // namespace plexus::jsonrpc
