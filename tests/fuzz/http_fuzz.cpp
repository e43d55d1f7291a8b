#include <sys/socket.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <api/async/task_scope.hpp>
#include <api/core/assert.hpp>
#include <kit/http/connection.hpp>
#include <kit/jsonrpc/dispatcher.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

#include <plugins/rpc/transports/http_transport.hpp>

using namespace plexus;

namespace {

using Tcp = asio::ip::tcp;

/// Responds with the parameters, whatever the method is called.
class Mirror final : public jsonrpc::ImmediateProvider {
public:
    std::vector<std::string> methods() const override { return {"fuzz_mirror"}; }
    awaitable<boost::json::value> call(std::string, boost::json::value params) override {
        co_return params;
    }
    std::optional<boost::json::value> immediate(const std::string&,
                                                boost::json::value& params) override {
        return std::move(params);
    }
};

constexpr std::size_t long_bytes = 1U << 20U;  ///< more than a socket takes at once

/// A message of a WebSocket comes back as a response, and does more by its first letter, until the
/// client is gone.
awaitable<void> echo(std::shared_ptr<http::WebSocket> socket) {
    while (true) {
        Result<std::string> message = co_await socket->read();
        if (!message) co_return;
        const char first = message->empty() ? ' ' : message->front();
        auto text = std::make_shared<const std::string>(std::move(*message));
        switch (first) {
            case 'n':
                socket->notify(text);
                socket->notify(text);
                break;
            case 'd':
                co_await socket->drained();
                break;
            case 'c':
                co_return;
            case 'l':
                text = std::make_shared<const std::string>(long_bytes, 'l');
                break;
            default:
                break;
        }
        socket->respond(std::move(text));
    }
}

/// Two parts and the end.
http::BodyParts three_parts() {
    auto left = std::make_shared<unsigned>(3);
    return [left]() -> awaitable<std::string> {
        *left -= 1;
        std::string part(*left, 'x');
        co_return part;
    };
}

/// The server's side of one connection: JSON-RPC over HTTP, and WebSocket.
class Front {
public:
    Front() {
        std::array<int, 2> ends{};
        PLEXUS_ASSERT(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
        Tcp::socket ours(loop_.context());
        ours.assign(Tcp::v4(), ends[0]);
        client_.assign(Tcp::v4(), ends[1]);
        client_.non_blocking(true);
        http::Service service{limits_, handler_, websocket_, tasks_, waiting_, metrics_, log_};
        tasks_.spawn("connection", http::serve_connection(std::move(service), std::move(ours)));
        loop_.settle();
    }

    ~Front() {
        tasks_.cancel();
        loop_.run(tasks_.join());
    }

    /// Sends a part of what the client says.
    void send(std::string_view part) {
        ErrorCode gone;  // the server may have closed the connection
        asio::write(client_, asio::buffer(part), gone);
        loop_.settle();
    }

    /// Takes what there is, and what follows once that is taken.
    void read() {
        ErrorCode error;
        while (!error) {
            std::array<char, 4096> part{};
            const std::size_t count = client_.read_some(asio::buffer(part), error);
            received_.append(part.data(), count);
            if (error == asio::error::would_block && has_read_) {
                error.clear();
                loop_.settle();
            }
            has_read_ = count > 0;
        }
    }

    /// The client says nothing, and takes nothing, for a while.
    void pause() { loop_.advance(limits_.read / 2); }

    /// The client says no more.
    void finish() {
        ErrorCode gone;
        client_.shutdown(Tcp::socket::shutdown_send, gone);
        loop_.advance(limits_.read);
        read();
    }

    const std::string& received() const { return received_; }
    bool is_waiting() const { return !waiting_.empty(); }

private:
    /// Does what a handler may do, by the path; what is usual by default.
    awaitable<http::Response> respond(http::Request request) {
        http::Response response;
        if (request.path == "/fails") throw std::runtime_error("fuzz");
        if (request.path == "/long") response.body = std::string(long_bytes, 'l');
        if (request.path == "/parts") response.more = three_parts();
        if (request.path == "/waits") co_await asio::post(loop_.context(), asio::use_awaitable);
        if (request.path == "/") response = co_await transport_.respond(std::move(request));
        co_return response;
    }

    /// Upgrades are refused at one path.
    static http::Response accept(const http::Request& request) {
        http::Response response;
        response.status = request.path == "/refused" ? 403 : 0;
        return response;
    }

    testing::Loop loop_;
    testing::TestHost host_{loop_.executor(), "rpc"};
    Mirror mirror_;
    jsonrpc::MethodIndex methods_{host_};
    jsonrpc::Dispatcher dispatcher_{host_, methods_, {}, {}, &mirror_};
    rpc_server::HttpTransport transport_{dispatcher_, host_.runtime(), {"localhost"}, {"*"}};
    const http::Limits limits_ = [] {
        http::Limits limits;
        limits.websocket.queue.messages = 2;
        return limits;
    }();
    const http::Handler handler_ = [this](http::Request request) {
        return respond(std::move(request));
    };
    const http::WebSocketService websocket_{&Front::accept, &echo};
    TaskScope tasks_{loop_.executor()};
    http::Waiting waiting_;
    const net::ClientMetrics metrics_;
    Logger log_ = host_.logger();
    Tcp::socket client_{loop_.context()};
    std::string received_{};
    bool has_read_ = false;
};

}  // namespace

/// What a client sends on one connection. The first byte says in how many parts it arrives, whether
/// there is a pause after each, and whether the client reads only at the end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t part = rest.size() / (1U + data[0] % 8U) + 1;
    Front front;
    const bool pauses = (data[0] & 8U) != 0;
    const bool reads_late = (data[0] & 16U) != 0;
    while (!rest.empty()) {
        front.send(rest.substr(0, part));
        if (pauses) front.pause();
        if (!reads_late) front.read();
        rest.remove_prefix(std::min(part, rest.size()));
    }
    front.finish();
    PLEXUS_ASSERT(!front.is_waiting());
    PLEXUS_ASSERT(front.received().empty() || front.received().starts_with("HTTP/1."));
    return 0;
}
