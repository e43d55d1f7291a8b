#include "named_node.hpp"

#include <algorithm>

#include "record.hpp"

namespace plexus::enr {
namespace {

// @spec RFC 1035, 2.3.4
constexpr std::size_t longest_host_name = 253;
constexpr std::size_t longest_label = 63;

constexpr std::string_view no_address = "0.0.0.0";

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool belongs_in_label(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

bool is_label(std::string_view text) noexcept {
    return !text.empty() && text.size() <= longest_label && text.front() != '-' &&
           text.back() != '-' && std::ranges::all_of(text, belongs_in_label);
}

/// The text between the id and the port of an enode; empty if there is none.
std::string_view host_of(std::string_view enode) {
    const std::size_t at = enode.find('@');
    if (at == std::string_view::npos) return {};
    const std::string_view place = enode.substr(at + 1);
    const std::size_t colon = place.find(':');
    return colon == std::string_view::npos ? std::string_view{} : place.substr(0, colon);
}

}  // namespace

std::string NamedNode::enode() const {
    std::string text = node.enode();
    if (host.empty()) return text;
    const std::size_t begin = text.find('@') + 1;
    const std::size_t ports = text.find(text[begin] == '[' ? "]:" : ":", begin);
    const std::size_t end = text[ports] == ']' ? ports + 1 : ports;
    return text.replace(begin, end - begin, host);
}

bool is_host_name(std::string_view text) noexcept {
    if (text.size() > longest_host_name) return false;
    if (text.ends_with('.')) text.remove_suffix(1);
    while (true) {
        const std::size_t dot = text.find('.');
        const std::string_view label = text.substr(0, dot);
        if (!is_label(label)) return false;
        if (dot == std::string_view::npos) return !std::ranges::all_of(label, is_digit);
        text.remove_prefix(dot + 1);
    }
}

Result<NamedNode> parse_named_node(std::string_view text) {
    NamedNode named;
    const std::string_view host = host_of(text);
    std::string with_address{text};
    if (is_host_name(host)) {
        named.host = host;
        const auto begin = static_cast<std::size_t>(host.data() - text.data());
        with_address.replace(begin, host.size(), no_address);
    }
    Result<net::Node> node = parse_node(with_address);
    if (!node) return node.error();
    named.node = std::move(*node);
    return named;
}

}  // namespace plexus::enr
