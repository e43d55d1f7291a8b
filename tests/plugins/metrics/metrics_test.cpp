#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <fstream>
#include <future>
#include <thread>

#include <api/plugin/config_error.hpp>
#include <kit/http/virtual_hosts.hpp>
#include <kit/testing/fake_peer.hpp>
#include <kit/testing/fake_peer_pool.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

// The plugin under test is the one whose objects are linked in.
extern "C" const PLEXUS_API plexus::PluginDescriptor plexus_plugin_v1;

namespace {

using namespace plexus;
using Tcp = asio::ip::tcp;

/// A port that was free a moment ago: the plugin tells its own only in the log.
std::uint16_t free_port() {
    asio::io_context loop;
    const Tcp::acceptor acceptor(loop, Tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    return acceptor.local_endpoint().port();
}

/// The plugin in a loop of its own thread, on the machine's clock: a socket needs real time.
struct Server {
    explicit Server(std::uint16_t at) : port(at) {
        host.set("http-port", std::to_string(port)).provide<net::PeerPool>(pool);
        plugin = host.create(plexus_plugin_v1);
        asio::co_spawn(loop, host.start(*plugin),
                       [this](const std::exception_ptr& problem) { started.set_value(problem); });
        thread = std::thread([this] { loop.run(); });
        failure = started.get_future().get();
    }

    ~Server() {
        if (!failure) {
            std::promise<void> stopped;
            asio::co_spawn(loop, host.stop(*plugin),
                           [&stopped](const std::exception_ptr&) { stopped.set_value(); });
            stopped.get_future().wait();
        }
        guard.reset();
        loop.stop();
        thread.join();
    }

    /// Everything that the server responses until it closes the connection.
    std::string raw(const std::string& text) const {
        asio::io_context own;
        Tcp::socket socket(own);
        socket.connect(Tcp::endpoint(asio::ip::address_v4::loopback(), port));
        asio::write(socket, asio::buffer(text));
        std::string response;
        boost::system::error_code error;
        asio::read(socket, asio::dynamic_buffer(response), error);
        return response;
    }

    std::string get(const std::string& target,
                    const std::string& fields = "Host: localhost\r\n") const {
        return raw("GET " + target + " HTTP/1.1\r\n" + fields + "Connection: close\r\n\r\n");
    }

    std::uint16_t port;
    asio::io_context loop{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard{loop.get_executor()};
    testing::TestHost host{loop.get_executor(), "metrics"};
    testing::FakePeerPool pool;
    std::unique_ptr<Plugin> plugin;
    std::promise<std::exception_ptr> started;
    std::exception_ptr failure;
    std::thread thread;
};

std::string body_of(const std::string& response) {
    const std::size_t end = response.find("\r\n\r\n");
    return end == std::string::npos ? "" : response.substr(end + 4);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics_server)

BOOST_AUTO_TEST_CASE(metrics_come_in_the_format_that_was_requested) {
    const Server server(free_port());

    const std::string plain = server.get("/metrics");
    BOOST_TEST(plain.starts_with("HTTP/1.1 200 "));
    BOOST_TEST(has(plain, "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
    BOOST_TEST(has(plain, "\nplexus_build_info{version=\""));
    BOOST_TEST(has(plain, "\nplexus_peers_by_client{client=\"geth\"} 0\n"));
    BOOST_TEST(has(plain, "\nprocess_resident_memory_bytes "));

    const std::string open =
        server.get("/metrics", "Host: localhost\r\nAccept: application/openmetrics-text\r\n");
    BOOST_TEST(
        has(open, "Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8"));
    BOOST_TEST(open.ends_with("# EOF\n"));
}

BOOST_AUTO_TEST_CASE(what_happens_to_peers_is_counted_by_closed_lists) {
    Server server(free_port());
    net::Node node;
    testing::Loop loop;
    const auto peer = std::make_shared<testing::FakePeer>(loop.executor(), node);
    net::PeerLeft left;
    left.peer = peer;
    left.reason = static_cast<net::Reason>(0x77);  // a remote may send any byte
    server.pool.tell(left);
    left.reason = net::Reason::too_many_peers;
    server.pool.tell(left);
    net::DialFailed failed;
    failed.error = asio::error::connection_refused;
    server.pool.tell(failed);
    failed.error = make_error_code(net::Reason::too_many_peers);
    server.pool.tell(failed);
    net::PeerRefused refused;
    refused.cause = net::RefusalCause::too_soon;
    server.pool.tell(refused);
    server.pool.tell(net::PeerBanned{});

    const std::string text = server.get("/metrics");

    for (const char* reason : {"other", "too many peers"}) {
        BOOST_TEST(has(text, "\nplexus_peers_disconnects_total{reason=\"" + std::string(reason) +
                                 "\",direction=\"outbound\",client=\"other\"} 1\n"));
    }
    BOOST_TEST(has(text, "\nplexus_peers_failed_dials_total{kind=\"connection\"} 1\n"));
    BOOST_TEST(has(text, "\nplexus_peers_failed_dials_total{kind=\"too many peers\"} 1\n"));
    BOOST_TEST(has(text, "\nplexus_peers_failed_dials_total{kind=\"timeout\"} 0\n"));
    BOOST_TEST(has(text, "\nplexus_peers_refusals_total{cause=\"came again too soon\"} 1\n"));
    BOOST_TEST(has(text, "\nplexus_peers_bans_total{target=\"node\"} 1\n"));
}

BOOST_AUTO_TEST_CASE(promtool_has_nothing_to_say) {
    const std::string tool = PROMTOOL;
    if (tool.empty()) {
        BOOST_TEST_MESSAGE("promtool is not installed");
        return;
    }
    const Server server(free_port());
    const auto path = server.host.data_dir() / "metrics.txt";
    std::ofstream(path) << body_of(server.get("/metrics"));

    const std::string command = tool + " check metrics < " + path.string() + " >&2";
    BOOST_TEST(std::system(command.c_str()) == 0);
}

BOOST_AUTO_TEST_CASE(a_node_without_peers_lives_and_is_not_ready) {
    const Server server(free_port());

    BOOST_TEST(body_of(server.get("/livez")) == "ok\n");
    const std::string response = server.get("/readyz");
    BOOST_TEST(response.starts_with("HTTP/1.1 503 "));
    BOOST_TEST(has(response, "Cache-Control: no-store\r\n"));
    BOOST_TEST(body_of(response) == "[-]peers failed\nnot ready\n");
    BOOST_TEST(body_of(server.get("/readyz?verbose")) ==
               "[-]peers failed: 0 of at least 1\nnot ready\n");
}

BOOST_AUTO_TEST_CASE(a_strangers_host_name_is_refused) {
    const Server server(free_port());

    BOOST_TEST(server.get("/metrics", "Host: evil.example\r\n").starts_with("HTTP/1.1 403 "));
    BOOST_TEST(server.get("/metrics", "").starts_with("HTTP/1.1 400 "));
    BOOST_TEST(server.get("/metrics", "Host: localhost\r\nHost: localhost\r\n")
                   .starts_with("HTTP/1.1 400 "));
    BOOST_TEST(server.get("/metrics", "Host: [::1]:6060\r\n").starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_CASE(requests_that_break_a_limit_get_a_response_and_are_ended) {
    const Server server(free_port());

    BOOST_TEST(server.get("/metrics", "Host: localhost\r\nX: " + std::string(9000, 'x') + "\r\n")
                   .starts_with("HTTP/1.1 431 "));
    BOOST_TEST(server.raw("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000\r\n\r\n")
                   .starts_with("HTTP/1.1 413 "));
    BOOST_TEST(server.raw("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
    BOOST_TEST(server.get("/other").starts_with("HTTP/1.1 404 "));
}

BOOST_AUTO_TEST_CASE(several_requests_share_a_connection) {
    const Server server(free_port());

    const std::string responses = server.raw(
        "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
        "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    const std::size_t first = responses.find("HTTP/1.1 200 ");
    BOOST_TEST((responses.find("HTTP/1.1 200 ", first + 1) != std::string::npos));
}

BOOST_AUTO_TEST_CASE(a_taken_port_is_named) {
    const Server first(free_port());
    const Server second(first.port);

    BOOST_REQUIRE(second.failure);
    BOOST_CHECK_EXCEPTION(
        std::rethrow_exception(second.failure), ConfigError, [](const ConfigError& error) {
            return has(error.what(), "change metrics.http-addr or metrics.http-port");
        });
}

BOOST_AUTO_TEST_SUITE_END()
