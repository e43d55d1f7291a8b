#include "socket_sink.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include <kit/net/socket_path.hpp>

namespace plexus::stream {
namespace {

constexpr int backlog = 16;

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    net::refuse_socket_path(path, why + "; change stream.socket");
}

/// @pre the plugin has checked the length of the path
sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.native().copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
    return address;
}

}  // namespace

SocketSink::SocketSink(std::filesystem::path path, Logger log)
    : path_(std::move(path)), log_(std::move(log)) {}

SocketSink::~SocketSink() { close({}); }

void SocketSink::open(Results&) {
    const sockaddr_un address = address_of(path_);
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    std::error_code error;
    const auto status = std::filesystem::symlink_status(path_, error);
    if (std::filesystem::exists(status) && !std::filesystem::is_socket(status)) {
        refuse(path_, "something else lies there");
    }
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener_ < 0) refuse(path_, std::strerror(errno));
    if (::connect(listener_, generic, sizeof address) == 0) refuse(path_, "another node listens");
    std::filesystem::remove(path_, error);  // left behind by a killed node
    // Before it has its name, so that at no moment strangers may connect.
    ::fchmod(listener_, S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP);
    if (::bind(listener_, generic, sizeof address) != 0 || ::listen(listener_, backlog) != 0) {
        refuse(path_, std::strerror(errno));
    }
}

Sending SocketSink::send(const Message& message) {
    for (Reader& reader : readers_) give(reader, message);
    poll();
    return Sending::done;
}

bool SocketSink::poll() {
    accept();
    bool pending = false;
    for (auto reader = readers_.begin(); reader != readers_.end();) {
        if (flush(*reader)) {
            pending = pending || !reader->waiting.empty();
            ++reader;
        } else {
            ::close(reader->descriptor);
            reader = readers_.erase(reader);
        }
    }
    return pending;
}

void SocketSink::close(std::chrono::steady_clock::time_point deadline) {
    while (listener_ >= 0 && poll() && std::chrono::steady_clock::now() < deadline) ::usleep(1000);
    for (const Reader& reader : readers_) ::close(reader.descriptor);
    readers_.clear();
    if (listener_ < 0) return;
    ::close(listener_);
    listener_ = -1;
    std::error_code ignored;  // if it stays behind, the next node replaces it
    std::filesystem::remove(path_, ignored);
}

void SocketSink::accept() {
    while (true) {
        const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) return;
        if (readers_.size() < most_readers) {
            readers_.emplace_back().descriptor = descriptor;
            continue;
        }
        ::close(descriptor);
        PLEXUS_LOG(log_, warn) << "a reader was turned away: there are too many"
                               << kv("readers", readers_.size());
    }
}

void SocketSink::give(Reader& reader, const Message& message) {
    if (reader.waiting.size() - reader.written + message.bytes.size() > reader_bytes) {
        reader.dropped += message.sightings;
        return;
    }
    reader.waiting.erase(0, reader.written);
    reader.written = 0;
    if (reader.dropped > 0) {
        reader.waiting +=
            "{\"kind\":\"dropped\",\"sightings\":" + std::to_string(reader.dropped) + "}\n";
        reader.dropped = 0;
    }
    reader.waiting += message.bytes;
}

/// @returns false if the reader has gone
bool SocketSink::flush(Reader& reader) {
    while (reader.written < reader.waiting.size()) {
        const ssize_t sent =
            ::send(reader.descriptor, reader.waiting.data() + reader.written,
                   reader.waiting.size() - reader.written, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
        reader.written += static_cast<std::size_t>(sent);
    }
    reader.waiting.clear();
    reader.written = 0;
    char ignored = 0;  // readers say nothing; 0 bytes mean that it has hung up
    const ssize_t got = ::recv(reader.descriptor, &ignored, 1, MSG_DONTWAIT);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
}

}  // namespace plexus::stream
