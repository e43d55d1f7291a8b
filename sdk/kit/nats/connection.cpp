#include "connection.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <api/plugin/config_error.hpp>

namespace plexus::nats {
namespace {

constexpr std::int64_t connect_limit_ms = 2000;
constexpr std::int64_t reconnect_wait_ms = 250;
/// How long a write may wait. Without it a server that has stopped reading, and is not gone, would
/// hold whoever publishes for ever.
constexpr std::int64_t write_limit_ms = 1000;
/// How soon a server that says nothing counts as gone: two of these pings.
constexpr std::int64_t ping_interval_ms = 5000;
constexpr int most_pings_out = 2;
/// Nothing is kept for a server that is away.
constexpr int no_buffer = 0;

void ignore_connection(natsConnection*, void*) {}

/// Errors of the connection are seen by its status; the library's own handler would write them to
/// standard error.
void ignore_error(natsConnection*, natsSubscription*, natsStatus, void*) {}

void check(natsStatus status, const Servers& servers, const char* option) {
    if (status == NATS_OK) return;
    throw ConfigError(std::string("NATS refuses its settings: ") + natsStatus_GetText(status) +
                      "; change " + servers.plugin + '.' + option);
}

/// The library reads the file when it connects, and tries for ever without a word.
void check_readable(const std::string& file, const Servers& servers, const char* option) {
    if (::access(file.c_str(), R_OK) == 0) return;
    throw ConfigError("cannot read " + file + ": " + std::strerror(errno) + "; change " +
                      servers.plugin + '.' + option);
}

/// A URL without the user and the password in it.
std::string without_secrets(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t at = url.rfind('@');
    if (at == std::string::npos || at < begin) return url;
    return url.substr(0, begin) + url.substr(at + 1);
}

void secure(natsOptions* options, const Servers& servers) {
    if (!servers.credentials.empty()) {
        check_readable(servers.credentials, servers, "nats-credentials");
        check(
            natsOptions_SetUserCredentialsFromFiles(options, servers.credentials.c_str(), nullptr),
            servers, "nats-credentials");
    }
    if (servers.certificate_authority.empty()) return;
    check_readable(servers.certificate_authority, servers, "nats-ca");
    check(natsOptions_SetSecure(options, true), servers, "nats-ca");
    check(natsOptions_LoadCATrustedCertificates(options, servers.certificate_authority.c_str()),
          servers, "nats-ca");
}

Owned<natsOptions> options_of(const Servers& servers) {
    natsOptions* raw = nullptr;
    check(natsOptions_Create(&raw), servers, "nats-urls");
    Owned<natsOptions> options(raw);
    std::vector<const char*> urls;
    for (const std::string& url : servers.urls) urls.push_back(url.c_str());
    check(natsOptions_SetServers(raw, urls.data(), static_cast<int>(urls.size())), servers,
          "nats-urls");
    secure(raw, servers);
    natsOptions_SetName(raw, "plexus");
    natsOptions_SetTimeout(raw, connect_limit_ms);
    natsOptions_SetWriteDeadline(raw, write_limit_ms);
    natsOptions_SetMaxReconnect(raw, -1);
    natsOptions_SetReconnectWait(raw, reconnect_wait_ms);
    natsOptions_SetPingInterval(raw, ping_interval_ms);
    natsOptions_SetMaxPingsOut(raw, most_pings_out);
    natsOptions_SetReconnectBufSize(raw, no_buffer);
    // With a function to call, even one that does nothing, connecting goes on in a thread of the
    // library. Without one natsConnection_Connect() would not return before a server is there.
    natsOptions_SetRetryOnFailedConnect(raw, true, ignore_connection, nullptr);
    natsOptions_SetErrorHandler(raw, ignore_error, nullptr);
    return options;
}

}  // namespace

Owned<natsConnection> connect(const Servers& servers) {
    if (servers.urls.empty()) {
        throw ConfigError(servers.plugin + ".nats-urls is empty: name a server");
    }
    const Owned<natsOptions> options = options_of(servers);
    natsConnection* raw = nullptr;
    const natsStatus status = natsConnection_Connect(&raw, options.get());
    Owned<natsConnection> connection(raw);
    if (status == NATS_OK || status == NATS_NOT_YET_CONNECTED) return connection;
    throw ConfigError("cannot use NATS at " + to_string(servers.urls) + ": " +
                      natsStatus_GetText(status) + "; change " + servers.plugin + ".nats-urls or " +
                      servers.plugin + ".nats-credentials");
}

bool is_connected(natsConnection* connection) noexcept {
    return natsConnection_Status(connection) == NATS_CONN_STATUS_CONNECTED;
}

std::string last_error(natsConnection* connection) {
    const char* text = nullptr;
    const natsStatus status = natsConnection_GetLastError(connection, &text);
    if (text != nullptr && *text != '\0') return text;
    return status == NATS_OK ? "" : natsStatus_GetText(status);
}

std::string connected_url(natsConnection* connection) {
    std::array<char, 256> url{};
    natsConnection_GetConnectedUrl(connection, url.data(), url.size());
    return without_secrets(url.data());
}

std::string to_string(const std::vector<std::string>& urls) {
    std::string all;
    for (const std::string& url : urls) all += (all.empty() ? "" : ",") + without_secrets(url);
    return all;
}

}  // namespace plexus::nats
