// Sends the same request to a JSON-RPC server over one connection, again and again, and prints how
// many responses came in a second. See README.md.
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <iostream>
#include <string>

namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Tcp = asio::ip::tcp;

/// Reads one response with a Content-Length.
/// @returns the bytes of its body
std::size_t read_response(Tcp::socket& socket, std::string& buffer) {
    const std::size_t head = asio::read_until(socket, asio::dynamic_buffer(buffer), "\r\n\r\n");
    const std::size_t field = buffer.find("Content-Length: ");
    if (field >= head) throw std::runtime_error("a response without Content-Length");
    const std::size_t size = std::stoul(buffer.substr(field + 16, 20));
    if (buffer.size() < head + size) {
        asio::read(socket, asio::dynamic_buffer(buffer),
                   asio::transfer_at_least(head + size - buffer.size()));
    }
    if (buffer.compare(head, 17, R"({"jsonrpc":"2.0",)") != 0) {
        throw std::runtime_error("not a response: " + buffer.substr(head, 100));
    }
    buffer.erase(0, head + size);
    return size;
}

void measure(Tcp::socket& socket, const std::string& request, std::size_t count,
             std::size_t depth) {
    std::string buffer;
    std::string many;
    for (std::size_t i = 0; i < depth; ++i) many += request;
    std::size_t bytes = 0;
    const auto begin = Clock::now();
    for (std::size_t done = 0; done < count; done += depth) {
        asio::write(socket, asio::buffer(many));
        for (std::size_t i = 0; i < depth; ++i) bytes += read_response(socket, buffer);
    }
    const std::chrono::duration<double> taken = Clock::now() - begin;
    std::cout << static_cast<std::uint64_t>(static_cast<double>(count) / taken.count())
              << " responses a second, " << bytes / count << " bytes each, " << depth
              << " requests at a time\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) {
        std::cerr << "usage: rpc_bench PORT METHOD PARAMS COUNT AT_A_TIME\n";
        return 2;
    }
    const std::string body = R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(argv[2]) +
                             R"(","params":)" + argv[3] + "}";
    const std::string request =
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
        "application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    asio::io_context loop;
    Tcp::socket socket(loop);
    socket.connect(
        {asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::stoul(argv[1]))});
    socket.set_option(Tcp::no_delay(true));
    measure(socket, request, std::stoul(argv[4]), std::stoul(argv[5]));
    return 0;
}
