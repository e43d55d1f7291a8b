#include "talking.hpp"

#include <kit/enr/record.hpp>

#include <iostream>
#include <string_view>
#include <utility>

namespace plexus::driver {
namespace {

Bytes echo(const net::Node&, BytesView request) {
    constexpr std::string_view prefix = "echo:";
    Bytes response(prefix.begin(), prefix.end());
    response.insert(response.end(), request.begin(), request.end());
    return response;
}

void show(const std::string& what, const Result<std::string>& text) {
    std::cout << "response " + what + (text ? " " + *text : " failed: " + text.error().message()) +
                     "\n"
              << std::flush;
}

Result<std::string> text_of(const Result<net::NodeRecordPtr>& record) {
    if (!record) return record.error();
    const Result<enr::Record> read = enr::Record::decode((*record)->rlp);
    if (!read) return read.error();
    return read->text();
}

}  // namespace

Talking::Talking(const net::LocalNode& node, net::Talk* talk) : node_(node), talk_(talk) {
    if (talk_ != nullptr) echo_ = talk_->add_handler("echo", echo);
}

awaitable<bool> Talking::obey(const std::string& name, std::istringstream& words) {
    if (name == "record") {
        show(name, text_of(node_.record()));
    } else if (name == "talk" && talk_ != nullptr) {
        co_await request(words);
    } else {
        co_return false;
    }
    co_return true;
}

awaitable<void> Talking::request(std::istringstream& words) {
    std::string record;
    std::string protocol;
    std::string text;
    words >> record >> protocol >> text;
    const Result<enr::Record> read = enr::Record::from_text(record);
    if (!read) {
        show("talk", read.error());
        co_return;
    }
    net::Node node = read->node();
    Bytes request(text.begin(), text.end());
    const Result<Bytes> response =
        co_await talk_->request(std::move(node), std::move(protocol), std::move(request));
    if (!response) {
        show("talk", response.error());
    } else {
        show("talk", std::string(response->begin(), response->end()));
    }
}

}  // namespace plexus::driver
