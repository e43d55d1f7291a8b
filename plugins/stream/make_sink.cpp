#include "make_sink.hpp"

#include <unistd.h>

#include <api/plugin/config_error.hpp>

#include "settings.hpp"
#include "sinks/socket_sink.hpp"
#include "sinks/stdout_sink.hpp"

namespace plexus::stream {
namespace {

std::unique_ptr<Sink> make_socket(Host& host) {
    const std::string given = host[socket_option];
    std::filesystem::path path =
        given.empty() ? host.data_dir() / "stream.sock" : std::filesystem::path(given);
    return std::make_unique<SocketSink>(std::move(path), host.logger());
}

}  // namespace

std::unique_ptr<Sink> make_sink(const std::string& name, Host& host) {
    if (name == "stdout") return std::make_unique<StdoutSink>(STDOUT_FILENO, host.logger());
    if (name == "file") return std::make_unique<FileSink>(file_settings(host), host.logger());
    if (name == "socket") return make_socket(host);
    throw ConfigError("this build has no sink " + name + ": choose others for stream.sinks");
}

bool is_spooled(const std::string& name) noexcept { return name == "nats" || name == "kafka"; }

}  // namespace plexus::stream
