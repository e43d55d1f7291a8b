#include "message.hpp"

#include <algorithm>

namespace plexus::http {

std::string_view Request::field(std::string_view name) const noexcept {
    for (const auto& [known, value] : fields) {
        if (known == name) return value;
    }
    return {};
}

std::size_t Request::count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(fields, [name](const auto& field) { return field.first == name; }));
}

Response text_response(unsigned status, std::string text) {
    Response response;
    response.status = status;
    response.fields.emplace_back("Content-Type", "text/plain; charset=utf-8");
    response.fields.emplace_back("X-Content-Type-Options", "nosniff");
    response.body = std::move(text);
    return response;
}

}  // namespace plexus::http
