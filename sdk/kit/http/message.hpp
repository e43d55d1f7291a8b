#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <api/core/asio.hpp>

namespace plexus::http {

/// Fields of a message's head: name and value. Of a request the names are in small letters.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// A request as it was received. Everything in it is chosen by the client.
struct Request {
    std::string method{};      ///< "GET"
    std::string path{};        ///< of the target, without the query, undecoded
    std::string query{};       ///< what follows the '?'; empty if there is none
    Fields fields{};           ///< in the order of the message
    std::string body{};        ///< whole
    bool is_http_1_0 = false;  ///< an old client, which need not name the host

    /// The value of the first field of that name, in small letters; empty if there is none.
    std::string_view field(std::string_view name) const noexcept;
    /// How many fields have that name.
    std::size_t count(std::string_view name) const noexcept;
};

/// The next part of a body that has no end of its own; an empty text ends it, and the connection.
/// Each part has the time limit of a response to be written.
using BodyParts = std::function<awaitable<std::string>()>;

/// A response. Content-Length, Date and Connection are filled in.
struct Response {
    unsigned status = 200;  ///< of HTTP
    Fields fields{};        ///< Content-Type among them if there is a body
    std::string body{};     ///< whole, or the first part if there are more
    bool close = false;     ///< whether the connection ends with it
    BodyParts more{};       ///< for server-sent events: what follows `body`, part by part
};

/// A text for people: an error, or a state.
Response text_response(unsigned status, std::string text);

/// Serves one request.
/// @errors whatever is thrown, other than a cancellation, becomes status 500
using Handler = std::function<awaitable<Response>(Request request)>;

}  // namespace plexus::http
