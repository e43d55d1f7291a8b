#include "node.hpp"

#include <charconv>
#include <ostream>

namespace plexus::inline v1::net {
namespace {

constexpr std::string_view scheme = "enode://";
constexpr std::string_view discovery_port = "?discport=";
constexpr std::size_t id_digits = NodeId::size_bytes * 2;
constexpr std::size_t brief_bytes = 4;

bool read_port(std::string_view text, std::uint16_t& port) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

std::string host_text(const asio::ip::address& address) {
    return address.is_v6() ? '[' + address.to_string() + ']' : address.to_string();
}

}  // namespace

std::string brief(const NodeId& id) { return to_hex(id.view().first(brief_bytes)); }

Result<Node> Node::parse(std::string_view text) {
    const ErrorCode malformed = make_error_code(Errc::malformed);
    if (!text.starts_with(scheme)) return malformed;
    text.remove_prefix(scheme.size());
    if (text.size() <= id_digits || text[id_digits] != '@') return malformed;

    Endpoint at;
    const auto id = fixed_from_hex<NodeId::size_bytes>(text.substr(0, id_digits));
    if (!id) return malformed;
    text.remove_prefix(id_digits + 1);

    const std::size_t query = text.find('?');
    const std::string_view place = text.substr(0, query);
    const std::size_t colon = place.rfind(':');
    if (colon == std::string_view::npos) return malformed;
    if (!read_port(place.substr(colon + 1), at.tcp_port)) return malformed;
    at.udp_port = at.tcp_port;

    std::string_view host = place.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    ErrorCode error;
    at.address = asio::ip::make_address(host, error);
    if (error) return malformed;

    if (query != std::string_view::npos) {
        const std::string_view parameter = text.substr(query);
        if (!parameter.starts_with(discovery_port)) return malformed;
        if (!read_port(parameter.substr(discovery_port.size()), at.udp_port)) return malformed;
    }
    return Node(*id, at);
}

std::vector<Endpoint> Node::endpoints() const {
    std::vector<Endpoint> known;
    if (ip4.known()) known.push_back(ip4);
    if (ip6.known()) known.push_back(ip6);
    return known;
}

Endpoint Node::endpoint() const { return ip4.known() || !ip6.known() ? ip4 : ip6; }

std::string Node::enode() const {
    const Endpoint at = endpoint();
    std::string text{scheme};
    text += to_hex(id) + '@' + host_text(at.address) + ':' + std::to_string(at.tcp_port);
    if (at.udp_port != at.tcp_port)
        text += std::string{discovery_port} + std::to_string(at.udp_port);
    return text;
}

std::ostream& operator<<(std::ostream& stream, const Node& node) { return stream << node.enode(); }

}  // namespace plexus::inline v1::net
