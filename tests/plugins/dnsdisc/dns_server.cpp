#include "dns_server.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace plexus::testing {
namespace {

constexpr std::size_t header_bytes = 12;
constexpr std::size_t longest_string = 255;

std::string number16(std::size_t value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

/// The name in a request, its labels joined by dots.
std::string name_in(const std::string& request) {
    std::string name;
    for (std::size_t at = header_bytes; at < request.size() && request[at] != 0;) {
        const auto length = static_cast<std::size_t>(request[at]);
        if (!name.empty()) name += '.';
        name += request.substr(at + 1, length);
        at += 1 + length;
    }
    return name;
}

std::string txt_record(const std::string& text) {
    std::string strings;
    for (std::size_t at = 0; at < text.size(); at += longest_string) {
        const std::string part = text.substr(at, longest_string);
        strings += static_cast<char>(part.size());
        strings += part;
    }
    const std::string name_type_class{"\xc0\x0c\0\x10\0\1", 6};
    return name_type_class + std::string{"\0\0\0\x3c", 4} + number16(strings.size()) + strings;
}

}  // namespace

DnsServer::DnsServer(asio::io_context& context) : udp_{context}, tcp_{context} {
    // A port that is free for UDP may be in use for TCP.
    for (int tries = 0; !open() && tries < 20; ++tries) {
    }
    receive();
    accept();
}

bool DnsServer::open() {
    udp_ = asio::ip::udp::socket{udp_.get_executor(), {asio::ip::address_v4::loopback(), 0}};
    const asio::ip::tcp::endpoint same{asio::ip::address_v4::loopback(),
                                       udp_.local_endpoint().port()};
    tcp_ = asio::ip::tcp::acceptor{tcp_.get_executor(), same.protocol()};
    ErrorCode error;
    tcp_.bind(same, error);
    if (!error) tcp_.listen();
    return !error;
}

std::string DnsServer::address() const {
    return "127.0.0.1:" + std::to_string(udp_.local_endpoint().port());
}

void DnsServer::receive() {
    udp_.async_receive_from(asio::buffer(buffer_), from_,
                            [this](const ErrorCode& error, std::size_t size) {
                                if (error) return;
                                ++requests;
                                const std::string request{buffer_.data(), size};
                                const std::string response = respond(request, true);
                                if (!silent) udp_.send_to(asio::buffer(response), from_);
                                receive();
                            });
}

void DnsServer::accept() {
    tcp_.async_accept([this](const ErrorCode& error, asio::ip::tcp::socket socket) {
        if (error) return;
        asio::co_spawn(tcp_.get_executor(), serve(std::move(socket)), asio::detached);
        accept();
    });
}

awaitable<void> DnsServer::serve(asio::ip::tcp::socket socket) {
    std::array<unsigned char, 2> length{};
    const auto length_buffer = asio::buffer(length);
    co_await asio::async_read(socket, length_buffer, asio::use_awaitable);
    std::string request(static_cast<std::size_t>(length[0] * 256 + length[1]), '\0');
    const auto request_buffer = asio::buffer(request);
    co_await asio::async_read(socket, request_buffer, asio::use_awaitable);
    ++requests;
    std::string response = respond(request, false);
    response.insert(0, number16(response.size()));
    const auto response_buffer = asio::buffer(response);
    co_await asio::async_write(socket, response_buffer, asio::use_awaitable);
}

std::string DnsServer::respond(const std::string& request, bool over_udp) {
    const std::string name = name_in(request);
    const std::size_t question_end = header_bytes + name.size() + 2 + 4;
    const auto found = zone.find(name);
    const bool cut = over_udp && cut_off;
    const std::size_t count = found == zone.end() || cut ? 0 : found->second.size();
    const std::size_t flags = 0x8180 | (cut ? 0x0200U : 0U) | (found == zone.end() ? 3U : 0U);
    std::string response = request.substr(0, 2) + number16(flags) + number16(1) + number16(count) +
                           std::string(4, '\0') +
                           request.substr(header_bytes, question_end - header_bytes);
    for (std::size_t i = 0; i < count; ++i) response += txt_record(found->second[i]);
    return response;
}

}  // namespace plexus::testing
