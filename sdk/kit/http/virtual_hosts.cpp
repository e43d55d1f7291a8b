#include "virtual_hosts.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace plexus::http {
namespace {

std::string small_letters(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

bool is_address(const std::string& text) {
    boost::system::error_code error;
    asio::ip::make_address(text, error);
    return !error;
}

/// What stands before the port; of "[::1]:80" what is in brackets.
std::string_view without_port(std::string_view host) {
    if (host.starts_with('[')) {
        const std::size_t end = host.find(']');
        return end == std::string_view::npos ? host : host.substr(1, end - 1);
    }
    const std::size_t colon = host.find(':');
    if (colon == std::string_view::npos || host.find(':', colon + 1) != std::string_view::npos) {
        return host;
    }
    return host.substr(0, colon);
}

}  // namespace

VirtualHosts::VirtualHosts(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        any_ = any_ || name == "*";
        names_.push_back(small_letters(name));
    }
}

bool VirtualHosts::allow(std::string_view host) const {
    if (any_) return true;
    const std::string name = small_letters(without_port(host));
    return is_address(name) || std::ranges::find(names_, name) != names_.end();
}

Response host_refusal(const VirtualHosts& names, const Request& request) {
    const std::string_view host = request.field("host");
    Response none;
    none.status = 0;
    // No browser speaks HTTP/1.0, so no page can be behind such a request.
    if (request.is_http_1_0 && request.count("host") == 0) return none;
    if (request.count("host") != 1 || host.empty()) {
        Response response = text_response(400, "400 Bad Request: missing required Host header");
        response.close = true;
        return response;
    }
    if (!names.allow(host)) return text_response(403, "invalid host specified\n");
    return none;
}

}  // namespace plexus::http
