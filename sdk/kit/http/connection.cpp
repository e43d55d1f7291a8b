#include "connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/scope_exit.hpp>
#include <optional>
#include <utility>

#include "deadline.hpp"

namespace plexus::http {
namespace {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using namespace std::chrono_literals;
using Tcp = asio::ip::tcp;
using Parser = bhttp::request_parser<bhttp::string_body>;

/// What one read may take from the socket beyond a head.
constexpr std::size_t read_ahead_bytes = 64U << 10U;
/// Responses that are written together. A longer one is not copied.
constexpr std::size_t collected_bytes = 64U << 10U;

std::string small_letters(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// The absolute form of a request's target is taken, too. @spec RFC 9112, 3.2.2
std::string_view path_of(std::string_view target) {
    constexpr std::string_view scheme = "http://";
    if (!target.starts_with(scheme)) return target;
    const std::size_t path = target.find('/', scheme.size());
    return path == std::string_view::npos ? "/" : target.substr(path);
}

Request take_request(bhttp::request<bhttp::string_body> message) {
    Request request;
    request.method = view(message.method_string());
    const std::string_view target = path_of(view(message.target()));
    const std::size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string_view::npos) request.query = target.substr(mark + 1);
    request.is_http_1_0 = message.version() == 10;
    for (const auto& field : message) {
        request.fields.emplace_back(small_letters(view(field.name_string())), view(field.value()));
    }
    request.body = std::move(message.body());
    return request;
}

/// The response to a request that could not be read, or nothing if the client has gone.
std::optional<Response> refusal(const ErrorCode& error) {
    if (error == bhttp::error::end_of_stream || error == bhttp::error::partial_message) return {};
    if (error.category() != make_error_code(bhttp::error::body_limit).category()) return {};
    if (error == bhttp::error::body_limit) return text_response(413, "content length too large\n");
    if (error == bhttp::error::header_limit || error == bhttp::error::buffer_overflow) {
        return text_response(431, "431 Request Header Fields Too Large");
    }
    return text_response(400, "400 Bad Request");
}

/// A client's WebSocket.
class Socket final : public WebSocket, public std::enable_shared_from_this<Socket> {
public:
    Socket(Tcp::socket socket, const WebSocketLimits& limits, const net::ClientMetrics& metrics)
        : stream_(std::move(socket)),
          metrics_(metrics),
          queue_(stream_.get_executor(), limits.queue),
          give_up_(stream_.get_executor()) {
        stream_.auto_fragment(false);
        stream_.read_message_max(limits.message_bytes);
        beast::websocket::stream_base::timeout timeouts{};
        timeouts.handshake_timeout = 30s;
        timeouts.idle_timeout = limits.idle;
        timeouts.keep_alive_pings = true;
        stream_.set_option(timeouts);
    }

    awaitable<bool> accept(const bhttp::request<bhttp::string_body>& request) {
        const auto [error] =
            co_await stream_.async_accept(request, asio::as_tuple(asio::use_awaitable));
        stream_.text(true);
        co_return !error;
    }

    awaitable<Result<std::string>> read() override {
        beast::flat_buffer buffer;
        const auto [error, size] =
            co_await stream_.async_read(buffer, asio::as_tuple(asio::use_awaitable));
        if (error) {
            end();
            co_return error;
        }
        const auto data = buffer.cdata();
        std::string message(static_cast<const char*>(data.data()), size);
        co_return Result<std::string>(std::move(message));
    }

    void notify(SharedText message) override {
        if (queue_.push_notification(std::move(message))) return;
        if (!closing_ && !ended_) metrics_.add_slow();
        queue_.abandon();  // it does not read, so what is queued will not be read either
        close(CloseCode::policy, "too slow");
    }

    void respond(SharedText message) override { queue_.push_response(std::move(message)); }

    awaitable<void> drained() override { return queue_.drained(); }

    void close(CloseCode code, const std::string& reason) override {
        if (closing_ || ended_) return;
        closing_ = true;
        code_ = code;
        reason_ = reason;
        // A client that reads nothing would keep the writer for ever.
        give_up_.start(close_limit, [this] { end(); });
        queue_.end();
    }

    /// Writes what is queued, and the Close after it.
    awaitable<void> write() {
        while (const SharedText message = co_await queue_.next()) {
            const auto [error, size] = co_await stream_.async_write(
                asio::buffer(*message), asio::as_tuple(asio::use_awaitable));
            if (error) break;
            queue_.pop();
        }
        if (!ended_ && closing_) {
            const beast::websocket::close_reason why(
                static_cast<beast::websocket::close_code>(code_), reason_);
            co_await stream_.async_close(why, asio::as_tuple(asio::use_awaitable));
        }
        end();
    }

    void end() {
        ended_ = true;
        give_up_.cancel();
        ErrorCode ignored;  // it is closed all the same
        stream_.next_layer().close(ignored);
        queue_.abandon();
    }

private:
    /// For the client to take what is queued and the Close, once it is being closed.
    static constexpr Duration close_limit = 5s;

    beast::websocket::stream<Tcp::socket> stream_;
    const net::ClientMetrics metrics_;
    net::OutgoingQueue queue_;
    bool closing_ = false;
    bool ended_ = false;
    CloseCode code_ = CloseCode::normal;
    std::string reason_;
    Timer give_up_;
};

awaitable<void> write_of(std::shared_ptr<Socket> socket) { co_await socket->write(); }

/// The status line and the fields of a response, with the empty line after them.
/// @param length  of the body; nothing: it ends with the connection
std::string head_of(const Response& response, unsigned version, bool keep,
                    std::optional<std::size_t> length) {
    const auto reason = bhttp::obsolete_reason(static_cast<bhttp::status>(response.status));
    std::string head = version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ";
    head.append(std::to_string(response.status)).append(" ").append(view(reason)).append("\r\n");
    for (const auto& [name, value] : response.fields) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
    if (!keep && version != 10) head += "Connection: close\r\n";
    if (keep && version == 10) head += "Connection: keep-alive\r\n";
    if (length) head.append("Content-Length: ").append(std::to_string(*length)).append("\r\n");
    return head + "\r\n";
}

/// One connection of HTTP, until it becomes a WebSocket.
///
/// A turn of the event loop costs more than a small request. So requests are parsed from what was
/// read before more is read, their responses are written together, and neither a write nor a
/// deadline takes a turn unless it has to wait.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Service service, Tcp::socket socket)
        : service_(service),
          socket_(std::move(socket)),
          deadline_(socket_.get_executor(),
                    std::min({service.limits.idle, service.limits.read, service.limits.write}),
                    [this] { close(); }),
          buffer_(service.limits.head_bytes + read_ahead_bytes) {}

    awaitable<void> serve() {
        ErrorCode ignored;  // a broken socket is noticed by the first read
        socket_.non_blocking(true, ignored);
        bool more = true;
        while (more) more = co_await serve_one();
        deadline_.clear();
        if (!socket_.is_open()) co_return;  // it has become a WebSocket, or was closed
        co_await flush();
        socket_.shutdown(Tcp::socket::shutdown_both, ignored);
    }

private:
    /// @returns whether another request may follow
    awaitable<bool> serve_one() {
        Parser parser;
        parser.eager(true);
        parser.header_limit(static_cast<std::uint32_t>(service_.limits.head_bytes));
        parser.body_limit(service_.limits.body_bytes);
        const ErrorCode error = co_await read(parser);
        Response response;
        bool keep = false;
        bool is_head = false;
        unsigned version = 11;
        if (error) {
            std::optional<Response> refused = refusal(error);
            if (!refused) co_return false;
            response = std::move(*refused);
        } else {
            keep = parser.keep_alive();
            is_head = parser.get().method() == bhttp::verb::head;
            version = parser.get().version();
            if (service_.websocket.serve && beast::websocket::is_upgrade(parser.get())) {
                response = service_.websocket.accept(take_request(parser.get()));
                if (response.status == 0) co_return co_await upgrade(parser.release());
                keep = false;
            } else {
                flush_soon();
                Request request = take_request(parser.release());
                response = co_await respond_to(std::move(request));
            }
        }
        keep = keep && !response.close && !response.more;
        const BodyParts more = is_head ? BodyParts{} : std::move(response.more);
        if (more) co_return co_await stream(std::move(response), version, more);
        const std::size_t length = response.body.size();
        if (is_head) response.body.clear();
        outgoing_ += head_of(response, version, keep, length);
        const bool written = co_await write(std::move(response.body));
        co_return written&& keep;
    }

    /// Reads one whole request.
    awaitable<ErrorCode> read(Parser& parser) {
        const auto place = service_.waiting.insert(service_.waiting.end(), [this] { close(); });
        BOOST_SCOPE_EXIT_ALL(&, place) { service_.waiting.erase(place); };
        bool continued = false;
        ErrorCode error;
        if (buffer_.size() > 0) begin_request();
        while (true) {
            if (buffer_.size() > 0) {
                error.clear();
                buffer_.consume(parser.put(buffer_.data(), error));
                if (error && error != bhttp::error::need_more) co_return error;
                if (parser.is_done()) break;
            }
            if (!continued && parser.is_header_done() &&
                beast::iequals(parser.get()[bhttp::field::expect], "100-continue")) {
                continued = true;
                outgoing_ += "HTTP/1.1 100 Continue\r\n\r\n";
            }
            error = co_await receive(parser);
            if (error) co_return error;
        }
        deadline_.clear();
        co_return ErrorCode{};
    }

    /// Reads more bytes of a request, or the first ones. Earlier responses leave before that.
    awaitable<ErrorCode> receive(Parser& parser) {
        if (!co_await flush()) co_return asio::error::eof;
        const bool first = !parser.got_some() && buffer_.size() == 0;
        if (first) deadline_.set(service_.limits.idle);
        const std::size_t room = std::min(buffer_.max_size() - buffer_.size(), read_ahead_bytes);
        if (room == 0) co_return bhttp::error::buffer_overflow;
        const auto space = buffer_.prepare(room);
        const auto [error, size] =
            co_await socket_.async_read_some(space, asio::as_tuple(asio::use_awaitable));
        buffer_.commit(size);
        if (first && !error) begin_request();
        if (error != asio::error::eof) co_return error;
        ErrorCode end = bhttp::error::end_of_stream;
        if (parser.got_some()) parser.put_eof(end);
        co_return end;
    }

    /// The time for a request begins with its first byte.
    void begin_request() { deadline_.set(service_.limits.read); }

    awaitable<Response> respond_to(Request request) {
        Response response;
        try {
            response = co_await service_.handler(std::move(request));
        } catch (const boost::system::system_error& error) {
            if (error.code() == asio::error::operation_aborted) throw;
            response = failed(error);
        } catch (const std::exception& error) {
            response = failed(error);
        }
        co_return response;
    }

    Response failed(const std::exception& error) {
        PLEXUS_LOG(service_.log, error) << "a request failed" << kv("error", error.what());
        return text_response(500, "500 Internal Server Error");
    }

    /// Writes the body after what is collected, or collects it as well if it is small.
    awaitable<bool> write(std::string body) {
        if (outgoing_.size() + body.size() > collected_bytes) {
            const std::string_view rest = body;
            co_return co_await flush(rest);
        }
        outgoing_ += body;
        if (buffer_.size() > 0) co_return true;  // it leaves with the next request's response
        co_return co_await flush();
    }

    /// Writes what is collected.
    awaitable<bool> flush() { return flush(std::string_view()); }

    /// Writes what is collected, and `more` after it.
    /// @returns false: the client has gone, or does not read
    awaitable<bool> flush(std::string_view more) {
        const std::string text = std::exchange(outgoing_, {});
        const std::array<asio::const_buffer, 2> parts{asio::buffer(text), asio::buffer(more)};
        const std::size_t size = text.size() + more.size();
        if (size == 0) co_return true;
        ErrorCode error;
        const std::size_t written = socket_.write_some(parts, error);
        if (error == asio::error::would_block) error.clear();
        if (error || written == size) co_return !error;
        beast::buffers_suffix<std::array<asio::const_buffer, 2>> rest(parts);
        rest.consume(written);
        deadline_.set(service_.limits.write);
        const auto [failure, count] =
            co_await asio::async_write(socket_, rest, asio::as_tuple(asio::use_awaitable));
        deadline_.clear();
        co_return !failure;
    }

    /// Responses that are collected do not wait for a request that takes long: this writes them
    /// once the coroutine waits for something, as far as the socket takes them.
    void flush_soon() {
        if (outgoing_.empty() || flushing_soon_) return;
        flushing_soon_ = true;
        asio::post(socket_.get_executor(), [weak = weak_from_this()] {
            const auto connection = weak.lock();
            if (!connection) return;
            connection->flushing_soon_ = false;
            if (connection->outgoing_.empty()) return;
            ErrorCode ignored;  // flush() meets it again
            const std::size_t size =
                connection->socket_.write_some(asio::buffer(connection->outgoing_), ignored);
            connection->outgoing_.erase(0, size);
        });
    }

    /// A response without a length: it ends with the connection.
    /// @returns false: nothing follows
    awaitable<bool> stream(Response response, unsigned version, const BodyParts& more) {
        outgoing_ += head_of(response, version, false, std::nullopt);
        std::string part = std::move(response.body);
        bool written = co_await flush(part);
        while (written) {
            part = co_await more();
            if (part.empty()) break;
            written = co_await flush(part);
        }
        co_return false;
    }

    /// @returns false: the connection is no longer one of HTTP
    awaitable<bool> upgrade(bhttp::request<bhttp::string_body> message) {
        deadline_.clear();
        if (!co_await flush()) co_return false;
        auto socket = std::make_shared<Socket>(std::move(socket_), service_.limits.websocket,
                                               service_.metrics);
        if (!co_await socket->accept(message)) co_return false;
        service_.tasks.spawn("websocket writer", write_of(socket));
        std::exception_ptr failure;
        try {
            co_await service_.websocket.serve(socket);
        } catch (...) {  // passed on below
            failure = std::current_exception();
        }
        if (failure) {
            socket->end();
            std::rethrow_exception(failure);
        }
        socket->close(CloseCode::normal, "");
        co_return false;
    }

    void close() {
        ErrorCode ignored;  // it is closed all the same
        socket_.close(ignored);
    }

    Service service_;
    Tcp::socket socket_;
    Deadline deadline_;
    beast::flat_buffer buffer_;  ///< what is read and not yet parsed
    std::string outgoing_{};     ///< responses that are not yet written
    bool flushing_soon_ = false;
};

}  // namespace

awaitable<void> serve_connection(Service service, Tcp::socket socket) {
    const auto connection = std::make_shared<Connection>(service, std::move(socket));
    co_await connection->serve();
}

}  // namespace plexus::http
