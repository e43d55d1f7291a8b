#include "id_text.hpp"

#include <boost/json/parse.hpp>

namespace plexus::jsonrpc {
namespace {

namespace json = boost::json;

constexpr std::string_view blanks = " \t\r\n";

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    const std::size_t next = text.find_first_not_of(blanks, at);
    return next == std::string_view::npos ? text.size() : next;
}

std::size_t skip_string(std::string_view text, std::size_t at) {
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
    }
    return at + 1;
}

/// Behind the value that begins there. The text is well-formed, so counting brackets suffices.
std::size_t skip_value(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = skip_string(text, at);
            if (depth == 0) return at;
            continue;
        }
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') {
            if (depth == 0) return at;  // of the container
            if (--depth == 0) return at + 1;
        }
        if (depth == 0 && (c == ',' || blanks.find(c) != std::string_view::npos)) return at;
        ++at;
    }
    return at;
}

/// Whether a member's name, with its quotes, is `id`, perhaps with escapes in it.
bool is_id(std::string_view name) {
    if (name.find('\\') == std::string_view::npos) return name == "\"id\"";
    json::error_code error;
    const json::value text = json::parse(json::string_view(name.data(), name.size()), error);
    return !error && text == json::value("id");
}

}  // namespace

std::vector<std::string_view> elements_of(std::string_view array) {
    std::vector<std::string_view> elements;
    std::size_t at = skip_blanks(array, 0) + 1;
    while (true) {
        at = skip_blanks(array, at);
        if (at >= array.size() || array[at] == ']') return elements;
        const std::size_t end = skip_value(array, at);
        elements.push_back(array.substr(at, end - at));
        at = skip_blanks(array, end);
        if (at < array.size() && array[at] == ',') ++at;
    }
}

std::string_view id_of(std::string_view object) {
    std::string_view id;
    std::size_t at = skip_blanks(object, 0) + 1;
    while (true) {
        at = skip_blanks(object, at);
        if (at >= object.size() || object[at] != '"') return id;
        const std::size_t name_end = skip_string(object, at);
        const std::string_view name = object.substr(at, name_end - at);
        at = skip_blanks(object, skip_blanks(object, name_end) + 1);  // behind the colon
        const std::size_t end = skip_value(object, at);
        if (is_id(name)) id = object.substr(at, end - at);
        at = skip_blanks(object, end);
        if (at < object.size() && object[at] == ',') ++at;
    }
}

}  // namespace plexus::jsonrpc
