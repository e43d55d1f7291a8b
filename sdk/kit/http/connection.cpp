#include "connection.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/scope_exit.hpp>
#include <optional>
#include <tuple>

#include <api/async/clock.hpp>

namespace plexus::http {
namespace {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using namespace std::chrono_literals;
using Tcp = asio::ip::tcp;
using Parser = bhttp::request_parser<bhttp::string_body>;

/// What one read may take from the socket beyond a head.
constexpr std::size_t read_ahead_bytes = 64U << 10U;

std::string small_letters(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

Request take_request(bhttp::request<bhttp::string_body> message) {
    Request request;
    request.method = view(message.method_string());
    const std::string_view target = view(message.target());
    const std::size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string_view::npos) request.query = target.substr(mark + 1);
    for (const auto& field : message) {
        request.fields.emplace_back(small_letters(view(field.name_string())), view(field.value()));
    }
    request.body = std::move(message.body());
    return request;
}

/// What a request is answered with that could not be read, or nothing if the client has gone.
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
    Socket(Tcp::socket socket, const WebSocketLimits& limits)
        : stream_(std::move(socket)),
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
    net::OutgoingQueue queue_;
    bool closing_ = false;
    bool ended_ = false;
    CloseCode code_ = CloseCode::normal;
    std::string reason_;
    Timer give_up_;
};

awaitable<void> write_of(std::shared_ptr<Socket> socket) { co_await socket->write(); }

/// One connection of HTTP, until it becomes a WebSocket.
class Connection {
public:
    Connection(Service service, Tcp::socket socket)
        : service_(service),
          socket_(std::move(socket)),
          deadline_(socket_.get_executor()),
          buffer_(service.limits.head_bytes + read_ahead_bytes) {}

    awaitable<void> serve() {
        bool more = true;
        while (more) more = co_await serve_one();
        deadline_.cancel();
        ErrorCode ignored;  // the client may have closed it
        socket_.shutdown(Tcp::socket::shutdown_both, ignored);
    }

private:
    /// @returns whether another request may follow
    awaitable<bool> serve_one() {
        Parser parser;
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
                response = service_.websocket.admit(take_request(parser.get()));
                if (response.status == 0) co_return co_await upgrade(parser.release());
                keep = false;
            } else {
                Request request = take_request(parser.release());
                response = co_await answer(std::move(request));
            }
        }
        keep = keep && !response.close && !response.more;
        const BodyParts more = is_head ? BodyParts{} : std::move(response.more);
        if (more) co_return co_await stream(std::move(response), version, more);
        const bool written = co_await write(std::move(response), version, keep, is_head);
        co_return written&& keep;
    }

    awaitable<ErrorCode> read(Parser& parser) {
        const auto place = service_.waiting.insert(service_.waiting.end(), [this] { close(); });
        BOOST_SCOPE_EXIT_ALL(&, place) { service_.waiting.erase(place); };
        arm(service_.limits.idle);
        if (buffer_.size() == 0) {  // the time for a request begins with its first byte
            const auto [error] = co_await socket_.async_wait(Tcp::socket::wait_read,
                                                             asio::as_tuple(asio::use_awaitable));
            if (error) co_return error;
        }
        arm(service_.limits.read);
        const auto [error, size] = co_await bhttp::async_read_header(
            socket_, buffer_, parser, asio::as_tuple(asio::use_awaitable));
        if (error) co_return error;
        if (beast::iequals(parser.get()[bhttp::field::expect], "100-continue")) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            const auto [failure, sent] =
                co_await asio::async_write(socket_, asio::buffer(go_on.data(), go_on.size()),
                                           asio::as_tuple(asio::use_awaitable));
            if (failure) co_return failure;
        }
        const auto [failure, rest] = co_await bhttp::async_read(
            socket_, buffer_, parser, asio::as_tuple(asio::use_awaitable));
        deadline_.cancel();
        co_return failure;
    }

    awaitable<Response> answer(Request request) {
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

    awaitable<bool> write(Response response, unsigned version, bool keep, bool is_head) {
        bhttp::response<bhttp::string_body> message(static_cast<bhttp::status>(response.status),
                                                    version);
        for (const auto& [name, value] : response.fields) message.insert(name, value);
        message.keep_alive(keep);
        const std::size_t length = response.body.size();
        if (!is_head) message.body() = std::move(response.body);
        message.content_length(length);
        arm(service_.limits.write);
        bhttp::response_serializer<bhttp::string_body> serializer(message);
        const auto [error, size] =
            co_await bhttp::async_write(socket_, serializer, asio::as_tuple(asio::use_awaitable));
        deadline_.cancel();
        co_return !error;
    }

    /// A response without a length: its end is that of the connection.
    /// @returns false: nothing follows
    awaitable<bool> stream(Response response, unsigned version, const BodyParts& more) {
        bhttp::response<bhttp::empty_body> head(static_cast<bhttp::status>(response.status),
                                                version);
        for (const auto& [name, value] : response.fields) head.insert(name, value);
        head.keep_alive(false);
        bhttp::response_serializer<bhttp::empty_body> serializer(head);
        arm(service_.limits.write);
        auto [error, size] = co_await bhttp::async_write_header(
            socket_, serializer, asio::as_tuple(asio::use_awaitable));
        std::string part = std::move(response.body);
        while (!error) {
            if (part.empty()) part = co_await more();
            if (part.empty()) break;
            arm(service_.limits.write);
            std::tie(error, size) = co_await asio::async_write(socket_, asio::buffer(part),
                                                               asio::as_tuple(asio::use_awaitable));
            deadline_.cancel();
            part.clear();
        }
        co_return false;
    }

    /// @returns false: the connection is no longer one of HTTP
    awaitable<bool> upgrade(bhttp::request<bhttp::string_body> message) {
        deadline_.cancel();
        auto socket = std::make_shared<Socket>(std::move(socket_), service_.limits.websocket);
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

    /// Closes the socket when the time is up, which ends whatever waits for it.
    void arm(Duration limit) {
        deadline_.start(limit, [this] { close(); });
    }

    void close() {
        ErrorCode ignored;  // it is closed all the same
        socket_.close(ignored);
    }

    Service service_;
    Tcp::socket socket_;
    Timer deadline_;
    beast::flat_buffer buffer_;
};

}  // namespace

awaitable<void> serve_connection(Service service, Tcp::socket socket) {
    Connection connection(service, std::move(socket));
    co_await connection.serve();
}

}  // namespace plexus::http
