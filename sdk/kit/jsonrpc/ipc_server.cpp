#include "ipc_server.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/write.hpp>
#include <boost/scope_exit.hpp>

#include <api/async/strand.hpp>
#include <api/async/within.hpp>

#include "calls.hpp"
#include "value_splitter.hpp"

namespace plexus::jsonrpc {
namespace {

using namespace std::chrono_literals;

/// Out of file descriptors, usually: some come back.
constexpr Duration pause_after_error = 1s;

/// What one read takes from a socket.
constexpr std::size_t read_bytes = 16U << 10U;

}  // namespace

/// One client.
class IpcServer::Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(IpcServer& server, Socket socket)
        : server_(server),
          socket_(std::move(socket)),
          splitter_(server.limits_.message_bytes),
          queue_(socket_.get_executor(), server.limits_.queue) {}

    /// Responds to requests until the connection ends.
    awaitable<void> serve() {
        if (server_.subscribers_) {
            subscriber_ = server_.subscribers_([this](net::SharedText text) {
                if (queue_.push_notification(std::move(text))) return;
                if (socket_.is_open()) server_.metrics_.add_slow();
                close();
            });
        }
        const auto calls = std::make_shared<Calls>(
            server_.tasks_, server_.dispatcher_, subscriber_,
            [self = shared_from_this()](std::string text) { self->respond(std::move(text)); });
        calls_ = calls;
        bool more = true;
        while (more) more = co_await serve_one(*calls);
        co_await calls->finish();
        subscriber_.reset();
        co_await within(server_.limits_.write, queue_.drained());
        if (splitter_.is_too_long()) co_await within(server_.limits_.write, discard_rest());
        close();
    }

    /// Writes what is queued, until the connection ends.
    awaitable<void> write() {
        while (const net::SharedText text = co_await queue_.next()) {
            const std::array<asio::const_buffer, 2> line{asio::buffer(*text),
                                                         asio::buffer("\n", 1)};
            auto writing = asio::async_write(socket_, line, asio::as_tuple(asio::use_awaitable));
            const auto [error, size] = co_await std::move(writing);
            if (error) break;
            queue_.pop();
        }
        close();
    }

    /// Whether the client waits for something of the node, so that its silence says nothing.
    bool is_waiting() const {
        const auto calls = calls_.lock();
        return (calls && calls->busy()) || (subscriber_ && subscriber_->is_subscribed());
    }

    void close() {
        queue_.abandon();
        ErrorCode ignored;  // it is closed either way
        socket_.close(ignored);
    }

private:
    /// @returns whether another request may follow
    awaitable<bool> serve_one(Calls& calls) {
        std::optional<std::string> text = co_await next_value();
        if (!text) co_return false;
        const bool good = co_await calls.take(std::move(*text));
        const Result<void> taken = co_await within(server_.limits_.write, queue_.drained());
        co_return taken&& good;
    }

    void respond(std::string text) {
        queue_.push_response(std::make_shared<const std::string>(std::move(text)));
    }

    awaitable<std::optional<std::string>> next_value() {
        std::optional<std::string> value = splitter_.next();
        const auto place = server_.idle_.insert(server_.idle_.end(), this);
        BOOST_SCOPE_EXIT_ALL(&, place) { server_.idle_.erase(place); };
        while (!value && !splitter_.is_too_long()) {
            const Result<std::size_t> size = co_await within(server_.limits_.idle, read());
            if (!size && size.error() == Errc::timed_out && is_waiting()) continue;
            if (!size) co_return std::nullopt;
            splitter_.add(std::string_view(buffer_.data(), *size));
            value = splitter_.next();
        }
        if (!value) respond(too_long_response(server_.limits_.message_bytes));
        co_return value;
    }

    /// Reads the rest of a message that was refused, and keeps none of it. Closing a socket with
    /// unread bytes would fail the client's write, and the client would not come to read the error.
    awaitable<void> discard_rest() {
        ErrorCode ignored;  // the client may have gone
        socket_.shutdown(Socket::shutdown_send, ignored);
        bool more = true;
        while (more) {
            const Result<std::size_t> size = co_await read();
            more = size.has_value();
        }
    }

    awaitable<Result<std::size_t>> read() {
        const auto [error, size] = co_await socket_.async_read_some(
            asio::buffer(buffer_), asio::as_tuple(asio::use_awaitable));
        if (error) co_return error;
        co_return size;
    }

    IpcServer& server_;
    Socket socket_;
    ValueSplitter splitter_;
    net::OutgoingQueue queue_;
    std::shared_ptr<Subscriber> subscriber_;
    std::weak_ptr<Calls> calls_;
    std::array<char, read_bytes> buffer_{};
};

namespace {

template <class Connection>
awaitable<void> write_of(std::shared_ptr<Connection> connection) {
    co_await connection->write();
}

}  // namespace

IpcServer::IpcServer(Host& host, Dispatcher& dispatcher, const IpcLimits& limits,
                     MakeSubscriber subscribers)
    : strand_(host.strand()),
      log_(host.logger()),
      dispatcher_(dispatcher),
      limits_(limits),
      subscribers_(std::move(subscribers)),
      tasks_(strand_),
      disconnected_(strand_) {}

awaitable<void> IpcServer::serve(UnixListener& listener) {
    PLEXUS_ON_STRAND(strand_);
    tasks_.spawn("ipc accept", accept(listener));
    co_await tasks_.serve();
}

awaitable<void> IpcServer::accept(UnixListener& listener) {
    while (true) {
        while (connections_ > limits_.connections) co_await disconnected_.wait();  // all are busy
        auto [error, socket] =
            co_await listener.acceptor().async_accept(asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::operation_aborted) co_return;  // the node stops
        if (error) {
            PLEXUS_LOG(log_, error) << "cannot accept a connection" << kv("error", error.message());
            co_await sleep_for(pause_after_error);
            continue;
        }
        if (++connections_ > limits_.connections) make_room();
        tasks_.spawn("ipc connection", attend(std::move(socket)));
    }
}

void IpcServer::make_room() {
    if (idle_.empty()) return;
    const auto silent = std::ranges::find_if_not(idle_, &Connection::is_waiting);
    (silent == idle_.end() ? idle_.front() : *silent)->close();
}

awaitable<void> IpcServer::attend(Socket socket) {
    metrics_.add_connection(1);
    BOOST_SCOPE_EXIT_ALL(&) {
        metrics_.add_connection(-1);
        --connections_;
        disconnected_.notify();
    };
    const auto connection = std::make_shared<Connection>(*this, std::move(socket));
    BOOST_SCOPE_EXIT_ALL(&) { connection->close(); };
    tasks_.spawn("ipc writer", write_of(connection));
    co_await connection->serve();
}

}  // namespace plexus::jsonrpc
