#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include <api/core/asio.hpp>
#include <api/plugin/config_error.hpp>
#include <kit/nats/connection.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using asio::ip::tcp;

BOOST_AUTO_TEST_SUITE(kit_nats)

namespace {

/// A server that accepts one connection, and then reads nothing and does not go: its process
/// stands still, or so does what lies between.
class FrozenServer {
public:
    FrozenServer() : thread_([this] { serve(); }) {}
    ~FrozenServer() {
        acceptor_.close();
        thread_.join();
    }
    FrozenServer(const FrozenServer&) = delete;
    FrozenServer& operator=(const FrozenServer&) = delete;

    std::string url() const {
        return "nats://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

private:
    void serve() {
        acceptor_.accept(socket_);
        const std::string info =
            "INFO {\"server_id\":\"a\",\"version\":\"2.9.10\",\"proto\":1,\"headers\":true,"
            "\"max_payload\":8388608}\r\n";
        asio::write(socket_, asio::buffer(info));
        asio::streambuf said;
        asio::read_until(socket_, said, "PING\r\n");
        asio::write(socket_, asio::buffer(std::string("PONG\r\n")));
    }

    asio::io_context context_;
    tcp::acceptor acceptor_{context_, {asio::ip::make_address("127.0.0.1"), 0}};
    tcp::socket socket_{context_};
    std::thread thread_;
};

std::string refusal_of(const nats::Servers& servers) {
    try {
        (void)nats::connect(servers);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_server_that_does_not_read_holds_nobody_for_long) {
    const FrozenServer server;
    const auto connection = nats::connect({{server.url()}, {}, {}, "test"});
    BOOST_REQUIRE(nats::is_connected(connection.get()));

    const std::string mebibyte(1 << 20, 'x');
    const auto begin = std::chrono::steady_clock::now();
    natsStatus status = NATS_OK;
    for (int i = 0; i < 64 && status == NATS_OK; ++i) {
        status = natsConnection_PublishString(connection.get(), "subject", mebibyte.c_str());
    }
    BOOST_TEST(status != NATS_OK);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 10s));
}

BOOST_AUTO_TEST_CASE(passwords_are_not_shown) {
    BOOST_TEST(nats::to_string({"nats://node:a@b@10.0.0.5:4222", "tls://token@host", "host:4222",
                                "node:secret@host"}) ==
               "nats://10.0.0.5:4222,tls://host,host:4222,host");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_named) {
    BOOST_TEST(refusal_of({{"nats://127.0.0.1:1"}, "/nowhere/node.creds", {}, "stream"}) ==
               "cannot read /nowhere/node.creds: No such file or directory; change "
               "stream.nats-credentials");
    BOOST_TEST(refusal_of({{"nats://127.0.0.1:1"}, {}, "/nowhere/ca.pem", "stream"}) ==
               "cannot read /nowhere/ca.pem: No such file or directory; change stream.nats-ca");
    BOOST_TEST(refusal_of({{}, {}, {}, "stream"}) == "stream.nats-urls is empty: name a server");
}

BOOST_AUTO_TEST_SUITE_END()
