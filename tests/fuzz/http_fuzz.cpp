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

/// A message of a WebSocket comes back as a response, until the client is gone.
awaitable<void> echo(std::shared_ptr<http::WebSocket> socket) {
    while (true) {
        Result<std::string> message = co_await socket->read();
        if (!message) co_return;
        socket->respond(std::make_shared<const std::string>(std::move(*message)));
    }
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

    /// Sends a part of what the client says, and reads what there is in response.
    void send(std::string_view part) {
        ErrorCode gone;  // the server may have closed the connection
        asio::write(client_, asio::buffer(part), gone);
        loop_.settle();
        read();
    }

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
    void read() {
        ErrorCode error;
        while (!error) {
            std::array<char, 4096> part{};
            received_.append(part.data(), client_.read_some(asio::buffer(part), error));
        }
    }

    testing::Loop loop_;
    testing::TestHost host_{loop_.executor(), "rpc"};
    Mirror mirror_;
    jsonrpc::MethodIndex methods_{host_};
    jsonrpc::Dispatcher dispatcher_{host_, methods_, {}, {}, &mirror_};
    rpc_server::HttpTransport transport_{dispatcher_, host_.runtime(), {"localhost"}, {"*"}};
    const http::Limits limits_{};
    const http::Handler handler_ = [this](http::Request request) {
        return transport_.respond(std::move(request));
    };
    const http::WebSocketService websocket_{[](const http::Request&) {
                                                http::Response accepted;
                                                accepted.status = 0;
                                                return accepted;
                                            },
                                            &echo};
    TaskScope tasks_{loop_.executor()};
    http::Waiting waiting_;
    const net::ClientMetrics metrics_;
    Logger log_ = host_.logger();
    Tcp::socket client_{loop_.context()};
    std::string received_{};
};

}  // namespace

/// What a client sends on one connection. The first byte says in how many parts it arrives.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t part = rest.size() / (1U + data[0] % 8U) + 1;
    Front front;
    while (!rest.empty()) {
        front.send(rest.substr(0, part));
        rest.remove_prefix(std::min(part, rest.size()));
    }
    front.finish();
    PLEXUS_ASSERT(!front.is_waiting());
    PLEXUS_ASSERT(front.received().empty() || front.received().starts_with("HTTP/1."));
    return 0;
}
