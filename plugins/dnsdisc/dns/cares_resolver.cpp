#include "cares_resolver.hpp"

#include <ares.h>
#include <arpa/nameser.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/plugin/config_error.hpp>

namespace plexus::dnsdisc {
namespace {

using Texts = std::vector<std::string>;

/// A server gets the query again after this, and after twice as long at the next try: all of it
/// fits into the time that a lookup has.
constexpr int first_timeout_ms = 1500;
constexpr int tries = 2;

/// A lookup under way. c-ares has one reference until it has called back, because the coroutine
/// that waits may be cancelled before.
struct Query {
    explicit Query(const Executor& executor) : ended(executor) {}

    Event ended;
    bool done = false;
    Result<Texts> outcome = make_error_code(Errc::timed_out);
};

Errc error_of(int status) {
    switch (status) {
        case ARES_ENODATA:
        case ARES_ENOTFOUND:
            return Errc::not_found;
        case ARES_ETIMEOUT:
            return Errc::timed_out;
        case ARES_EDESTRUCTION:
            return Errc::closed;
        case ARES_EBADNAME:
        case ARES_EBADRESP:
            return Errc::malformed;
        default:
            return Errc::refused;
    }
}

Result<Texts> read_response(const unsigned char* bytes, int size) {
    ares_txt_ext* first = nullptr;
    const int status = ares_parse_txt_reply_ext(bytes, size, &first);
    const std::unique_ptr<ares_txt_ext, void (*)(void*)> list{first, &ares_free_data};
    if (status != ARES_SUCCESS) return make_error_code(error_of(status));
    Texts texts;
    for (const ares_txt_ext* part = first; part != nullptr; part = part->next) {
        if (part->record_start != 0 || texts.empty()) texts.emplace_back();
        texts.back().append(reinterpret_cast<const char*>(part->txt), part->length);
    }
    return texts;
}

void on_response(void* context, int status, int /*timeouts*/, unsigned char* bytes, int size) {
    const std::unique_ptr<std::shared_ptr<Query>> owned{
        static_cast<std::shared_ptr<Query>*>(context)};
    Query& query = **owned;
    query.done = true;
    query.outcome = status == ARES_SUCCESS ? read_response(bytes, size)
                                           : Result<Texts>{make_error_code(error_of(status))};
    query.ended.notify();
}

/// A socket of c-ares, which opens and closes it.
struct Socket {
    Socket(const Executor& executor, ares_socket_t socket)
        : descriptor(executor, socket), number(socket) {}

    asio::posix::stream_descriptor descriptor;
    ares_socket_t number;
    bool open = true;
    bool read = false;
    bool write = false;
    bool reading = false;
    bool writing = false;
};
using SocketPtr = std::shared_ptr<Socket>;

/// The library counts its users; one that never goes is enough.
void begin_library() {
    static const int status = ares_library_init(ARES_LIB_INIT_ALL);
    if (status != ARES_SUCCESS) throw std::runtime_error{ares_strerror(status)};
}

}  // namespace

struct CaresResolver::Channel {
    explicit Channel(const Executor& on) : executor(on), timer(on) {
        begin_library();
        ares_options options{};
        options.sock_state_cb = &Channel::on_socket;
        options.sock_state_cb_data = this;
        options.timeout = first_timeout_ms;
        options.tries = tries;
        const int mask = ARES_OPT_SOCK_STATE_CB | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES;
        const int status = ares_init_options(&channel, &options, mask);
        if (status != ARES_SUCCESS) throw std::runtime_error{ares_strerror(status)};
    }
    // Calls back for every query, and closes every socket.
    ~Channel() { ares_destroy(channel); }
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    static void on_socket(void* self, ares_socket_t socket, int read, int write) {
        static_cast<Channel*>(self)->watch(socket, read != 0, write != 0);
    }

    void watch(ares_socket_t number, bool read, bool write) {
        const auto found = sockets.find(number);
        if (!read && !write) {  // c-ares closes it right after this
            if (found == sockets.end()) return;
            found->second->open = false;
            found->second->descriptor.release();
            sockets.erase(found);
            return;
        }
        SocketPtr socket = found != sockets.end() ? found->second : nullptr;
        if (!socket) {
            socket = std::make_shared<Socket>(executor, number);
            sockets.emplace(number, socket);
        }
        socket->read = read;
        socket->write = write;
        arm(socket);
    }

    // A handler of a socket that was closed must not touch the channel, which may be gone.
    void arm(const SocketPtr& socket) {
        if (socket->read && !socket->reading) {
            socket->reading = true;
            socket->descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                          [this, socket](const ErrorCode& error) {
                                              socket->reading = false;
                                              if (error || !socket->open) return;
                                              process(socket, socket->number, ARES_SOCKET_BAD);
                                          });
        }
        if (socket->write && !socket->writing) {
            socket->writing = true;
            socket->descriptor.async_wait(asio::posix::stream_descriptor::wait_write,
                                          [this, socket](const ErrorCode& error) {
                                              socket->writing = false;
                                              if (error || !socket->open) return;
                                              process(socket, ARES_SOCKET_BAD, socket->number);
                                          });
        }
    }

    void process(const SocketPtr& socket, ares_socket_t read, ares_socket_t write) {
        ares_process_fd(channel, read, write);
        if (socket->open) arm(socket);
        arm_timer();
    }

    void arm_timer() {
        timeval left{};
        if (ares_timeout(channel, nullptr, &left) == nullptr) {
            timer.cancel();
            return;
        }
        const Duration wait =
            std::chrono::seconds{left.tv_sec} + std::chrono::microseconds{left.tv_usec};
        timer.start(wait, [this] {
            ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
            arm_timer();
        });
    }

    void send(const std::string& name, const std::shared_ptr<Query>& query) {
        auto context = std::make_unique<std::shared_ptr<Query>>(query);
        ares_query(channel, name.c_str(), ns_c_in, ns_t_txt, &on_response, context.release());
        arm_timer();
    }

    Executor executor;
    Timer timer;
    std::unordered_map<ares_socket_t, SocketPtr> sockets;
    ares_channel channel = nullptr;
};

CaresResolver::CaresResolver(const Executor& executor, const std::string& servers)
    : channel_{std::make_unique<Channel>(executor)} {
    if (servers.empty()) return;
    if (ares_set_servers_ports_csv(channel_->channel, servers.c_str()) != ARES_SUCCESS) {
        throw ConfigError{
            "dnsdisc.servers: expected addresses as 127.0.0.1:53, separated by commas"};
    }
}

CaresResolver::~CaresResolver() = default;

awaitable<Result<Texts>> CaresResolver::txt(std::string name) {
    const auto query = std::make_shared<Query>(channel_->executor);
    channel_->send(name, query);
    while (!query->done) co_await query->ended.wait();
    co_return std::move(query->outcome);
}

}  // namespace plexus::dnsdisc
