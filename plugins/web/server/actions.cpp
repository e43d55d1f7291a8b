#include "actions.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <cerrno>
#include <cstring>
#include <optional>

#include <api/plugin/config_error.hpp>
#include <kit/crypto/random.hpp>

namespace plexus::web {
namespace {

namespace json = boost::json;

constexpr auto ban_time = std::chrono::hours(1);
constexpr std::size_t token_bytes = 16;
constexpr std::string_view scheme = "Bearer ";

std::string new_token(const std::filesystem::path& file) {
    const std::string token = to_hex(crypto::random_fixed<token_bytes>());
    std::filesystem::remove(
        file);  // a program that has the old file open does not read the new token
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = descriptor >= 0 && ::write(descriptor, token.data(), token.size()) ==
                                                static_cast<ssize_t>(token.size());
    const int error = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!written) {
        throw ConfigError("web.actions: " + file.string() + " cannot be written (" +
                          std::strerror(error) + "); it would hold the token of the page");
    }
    return token;
}

/// In a time that does not tell how much of it is right.
bool same(std::string_view given, const std::string& token) {
    return given.size() == token.size() &&
           CRYPTO_memcmp(given.data(), token.data(), token.size()) == 0;
}

std::string member(const json::value& body, std::string_view name) {
    const json::object* object = body.if_object();
    const json::value* value = object != nullptr ? object->if_contains(name) : nullptr;
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

}  // namespace

Actions::Actions(net::PeerPool* pool, const std::filesystem::path& folder)
    : pool_(pool), token_(new_token(folder / "web-token")) {}

http::Response Actions::respond(const http::Request& request, WallTime now) const {
    const std::string_view given = request.field("authorization");
    if (!given.starts_with(scheme) || !same(given.substr(scheme.size()), token_)) {
        return http::text_response(401, "the token is in the file web-token in the data folder\n");
    }
    // For this type a browser first requests leave for a page of another origin (CORS preflight).
    if (request.field("content-type") != "application/json") {
        return http::text_response(415, "the body must be application/json\n");
    }
    boost::system::error_code error;
    const json::value body = json::parse(request.body, error);
    const std::string action = error ? "" : member(body, "action");
    const std::optional<net::NodeId> id = fixed_from_hex<64>(error ? "" : member(body, "id"));
    if (!id || pool_ == nullptr) return http::text_response(400, "there is no such peer\n");
    Result<void> done = Errc::not_found;
    if (action == "disconnect") {
        done = pool_->disconnect(*id, net::Reason::requested);
    } else if (action == "ban") {
        done = pool_->ban(*id, now + ban_time);
    } else if (action == "unban") {
        done = pool_->unban(*id);
    } else {
        return http::text_response(400, "an action is disconnect, ban or unban\n");
    }
    if (!done) return http::text_response(409, done.error().message() + "\n");
    return http::text_response(200, "done\n");
}

}  // namespace plexus::web
