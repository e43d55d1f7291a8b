#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <kit/http/server.hpp>
#include <kit/testing/loop.hpp>

namespace {

using namespace plexus;
using namespace std::chrono_literals;
using Tcp = asio::ip::tcp;

const std::string request = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi";
const std::string response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

std::string repeated(const std::string& text, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

/// A server and one client, which reads what is there and never waits.
struct Fixture {
    explicit Fixture(http::Handler handler, const http::Limits& limits = {},
                     net::ClientMetrics metrics = {})
        : server(loop.executor(), make_logger("test"), limits, std::move(handler)) {
        server.count_in(metrics);
        server.listen({asio::ip::address_v4::loopback(), 0}, "test", "nothing");
        tasks.spawn("server", server.serve());
        client.connect(server.endpoint());
        client.non_blocking(true);
        loop.settle();
    }

    ~Fixture() {
        tasks.cancel();
        loop.run(tasks.join());
    }

    void send(const std::string& text) { asio::write(client, asio::buffer(text)); }

    /// Reads until so many bytes are here, or the server has closed the connection.
    /// @returns how many handlers the loop has run meanwhile
    std::size_t receive(std::size_t size) {
        std::size_t turns = 0;
        loop.context().restart();
        while (received.size() < size && !closed) {
            turns += loop.context().poll_one();
            std::array<char, 4096> part{};
            ErrorCode error;
            const std::size_t count = client.read_some(asio::buffer(part), error);
            received.append(part.data(), count);
            closed = error && error != asio::error::would_block;
        }
        return turns;
    }

    testing::Loop loop;
    http::Server server;
    TaskScope tasks{loop.executor()};
    Tcp::socket client{loop.context()};
    std::string received{};
    bool closed = false;
};

awaitable<http::Response> echo(http::Request received) {
    http::Response response;
    response.body = std::move(received.body);
    co_return response;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_connection)

BOOST_AUTO_TEST_CASE(requests_that_arrive_together_take_fewer_turns_of_the_loop_than_requests) {
    constexpr std::size_t count = 100;
    Fixture fixture(&echo);

    fixture.send(repeated(request, count));
    const std::size_t turns = fixture.receive(count * response.size());

    BOOST_TEST(fixture.received == repeated(response, count));
    BOOST_TEST(turns < count / 5);
}

BOOST_AUTO_TEST_CASE(a_target_in_absolute_form_is_the_path_in_it) {
    Fixture fixture([](http::Request received) -> awaitable<http::Response> {
        http::Response response;
        response.body = received.path + "|" + received.query;
        co_return response;
    });

    fixture.send("GET http://localhost:8545/a/b?c HTTP/1.1\r\nHost: localhost\r\n\r\n");
    fixture.send("GET http://localhost HTTP/1.1\r\nHost: localhost\r\n\r\n");
    fixture.receive(2 * response.size() + 4);

    BOOST_TEST(fixture.received.find("\r\n\r\n/a/b|c") != std::string::npos);
    BOOST_TEST(fixture.received.ends_with("\r\n\r\n/|"));
}

BOOST_AUTO_TEST_CASE(a_single_request_takes_few_turns) {
    Fixture fixture(&echo);

    std::size_t turns = 0;
    for (std::size_t i = 1; i <= 10; ++i) {
        fixture.send(request);
        turns += fixture.receive(i * response.size());
    }

    BOOST_TEST(turns <= 20);
}

BOOST_AUTO_TEST_CASE(a_response_does_not_wait_for_the_next_request_which_takes_long) {
    std::size_t calls = 0;
    Fixture fixture([&](http::Request received) -> awaitable<http::Response> {
        if (++calls == 2) co_await sleep_for(10s);
        http::Response response;
        response.body = std::move(received.body);
        co_return response;
    });

    fixture.send(repeated(request, 2));
    fixture.receive(response.size());
    BOOST_TEST(fixture.received == response);

    fixture.loop.advance(10s);
    fixture.receive(2 * response.size());
    BOOST_TEST(fixture.received == repeated(response, 2));
}

BOOST_AUTO_TEST_CASE(a_response_that_the_socket_does_not_take_at_once_arrives_whole) {
    constexpr std::size_t size = 32U << 20U;
    Fixture fixture([](http::Request) -> awaitable<http::Response> {
        http::Response response;
        response.body = std::string(size, 'x');
        co_return response;
    });

    fixture.send(request);
    fixture.receive(size);

    BOOST_TEST(fixture.received.ends_with(std::string(1000, 'x')));
}

BOOST_AUTO_TEST_CASE(the_time_for_a_request_begins_with_its_first_byte) {
    Fixture fixture(&echo);
    fixture.send(request);
    fixture.receive(response.size());

    fixture.loop.advance(110s);  // the client may be silent for two minutes
    fixture.send("POST / HT");
    fixture.loop.settle();
    fixture.loop.advance(29s);
    fixture.loop.settle();
    BOOST_TEST(fixture.server.connections() == 1U);

    fixture.loop.advance(2s);
    fixture.loop.settle();
    BOOST_TEST(fixture.server.connections() == 0U);
}

BOOST_AUTO_TEST_CASE(a_silent_client_is_closed_after_two_minutes) {
    Fixture fixture(&echo);

    fixture.loop.advance(119s);
    fixture.loop.settle();
    BOOST_TEST(fixture.server.connections() == 1U);

    fixture.loop.advance(2s);
    fixture.loop.settle();
    BOOST_TEST(fixture.server.connections() == 0U);
}

BOOST_AUTO_TEST_CASE(one_address_has_its_share_of_the_connections) {
    http::Limits limits;
    limits.address_connections = 2;
    limits.counts_loopback = true;
    Metrics metrics;
    net::ClientMetrics clients;
    clients.connections = &metrics.gauge({"open_connections", "Connections"});
    Fixture fixture(&echo, limits, clients);
    Tcp::socket second(fixture.loop.context());
    Tcp::socket third(fixture.loop.context());

    second.connect(fixture.server.endpoint());
    third.connect(fixture.server.endpoint());
    fixture.loop.settle();

    BOOST_TEST(fixture.server.connections() == 2U);
    BOOST_TEST(metrics.value("open_connections") == 2);
    third.non_blocking(true);
    std::array<char, 1> part{};
    ErrorCode error;
    third.read_some(asio::buffer(part), error);
    BOOST_TEST((error == asio::error::eof || error == asio::error::connection_reset));
}

BOOST_AUTO_TEST_SUITE_END()
