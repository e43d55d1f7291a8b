#include <iostream>
#include <plugins/rlpx/ping.hpp>
#include <sstream>

#include "loopback.hpp"

using namespace plexus;
using namespace plexus::tests;

namespace ping_command {
namespace {

/// What goes to a standard stream while it lives.
class Capture {
public:
    explicit Capture(std::ostream& stream)
        : stream_(stream), before_(stream.rdbuf(text_.rdbuf())) {}
    ~Capture() { stream_.rdbuf(before_); }
    std::string text() const { return text_.str(); }

private:
    std::ostringstream text_;
    std::ostream& stream_;
    std::streambuf* before_;
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

struct Fixture {
    RealLoop loop;
    TestNode node{loop, 1};
    TestNode requester{loop, 2, rlpx::ping_deadlines()};
    std::string out;
    std::string err;
    int code = -1;

    /// Runs the command, beside a node that serves.
    template <class... Others>
    void run(const std::string& enode, Others... others) {
        const Capture captured_out(std::cout);
        const Capture captured_err(std::cerr);
        loop.run(ping(enode), std::move(others)...);
        out = captured_out.text();
        err = captured_err.text();
    }

    awaitable<void> ping(std::string enode) {
        code = co_await rlpx::ping(requester.transport, std::move(enode));
    }

    awaitable<void> serve(net::Hello hello, net::ConnectionFilter filter) {
        Result<net::LinkPtr> link = make_error_code(Errc::closed);
        co_await accept_one(node, link, std::move(hello), std::move(filter));
        Received received;
        if (link) co_await receive_all(**link, received);
    }

    bool one_line_of_error() const { return std::ranges::count(err, '\n') == 1 && out.empty(); }
};

}  // namespace
}  // namespace ping_command

BOOST_FIXTURE_TEST_SUITE(ping_command, Fixture)

BOOST_AUTO_TEST_CASE(it_prints_what_the_node_says_of_itself) {
    net::Hello hello = test_hello();
    hello.client = "Geth/v1 \x1b[2J\n";
    run(node.local.node().enode(), serve(hello, {}));

    BOOST_TEST(code == 0);
    BOOST_TEST(contains(out, "client        Geth/v1 \\x1b[2J\\x0a\n"));
    BOOST_TEST(contains(out, "p2p version   5\n"));
    BOOST_TEST(contains(out, "capabilities  eth/68\n"));
    BOOST_TEST(contains(out, "node id       " + to_hex(node.local.id()) + "\n"));
    BOOST_TEST(contains(
        out, "listen port   " + std::to_string(node.local.node().endpoint().tcp_port) + "\n"));
    BOOST_TEST(contains(out, " ms\n"));
    BOOST_TEST(err.empty());
}

BOOST_AUTO_TEST_CASE(a_node_that_refuses_is_quoted) {
    const net::ConnectionFilter nobody = [](const net::NodeId&) {
        return std::optional{net::Reason::too_many_peers};
    };
    run(node.local.node().enode(), serve(test_hello(), nobody));

    BOOST_TEST(code == 1);
    BOOST_TEST(contains(err, "too many peers"));
    BOOST_TEST(one_line_of_error());
}

BOOST_AUTO_TEST_CASE(a_node_that_is_not_there_is_told_in_one_line) {
    const std::string enode = node.local.node().enode();
    node.transport.stop();
    run(enode);

    BOOST_TEST(code == 1);
    BOOST_TEST(contains(err, enode));
    BOOST_TEST(one_line_of_error());
}

BOOST_AUTO_TEST_CASE(a_malformed_enode_is_wrong_usage) {
    net::Node off_the_curve = node.local.node();
    off_the_curve.id.bytes.fill(7);
    for (const std::string& enode :
         {std::string{}, std::string{"enode://"}, node.local.node().enode() + "x",
          off_the_curve.enode(), std::string{"http://127.0.0.1:30303"}}) {
        Fixture fixture;
        fixture.run(enode);
        BOOST_TEST(fixture.code == 2);
        BOOST_TEST(contains(fixture.err, "malformed enode"));
        BOOST_TEST(fixture.one_line_of_error());
    }
}

BOOST_AUTO_TEST_SUITE_END()
