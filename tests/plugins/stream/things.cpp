#include "things.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace plexus::testing {

Folder::Folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "plexus-stream-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
    path = pattern;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
}

stream::IdentityPtr identity() {
    stream::Identity identity;
    identity.network = 56;
    identity.node.bytes.fill(0xab);
    identity.node_name = "a \"node\"";
    identity.boot = 0x0102030405060708;
    return std::make_shared<const stream::Identity>(identity);
}

Hash256 hash(std::uint8_t number) {
    Hash256 result;
    result.bytes[0] = number;
    return result;
}

stream::Record announced(std::initializer_list<std::uint8_t> hashes) {
    stream::Record record;
    record.at_us = 1'795'723'588'049'123;
    for (const std::uint8_t number : hashes) {
        const Hash256 one = hash(number);
        record.hashes.insert(record.hashes.end(), one.begin(), one.end());
        record.types.push_back(2);
        record.sizes.push_back(300);
    }
    return record;
}

stream::BatchPtr batch(stream::Kind kind, std::uint64_t sequence, std::size_t bytes) {
    auto result = std::make_shared<stream::Batch>();
    result->identity = identity();
    result->kind = kind;
    result->sequence = sequence;
    auto facts = std::make_shared<stream::PeerFacts>();
    facts->client = "Geth/v1";
    facts->endpoint = "192.0.2.1:30303";
    facts->eth = 68;
    result->peers.push_back(facts);
    result->records.push_back(announced({static_cast<std::uint8_t>(sequence)}));
    result->records.back().peer = 1;
    result->bytes = bytes;
    result->sightings = 1;
    return result;
}

stream::Message message(std::uint64_t number, std::string text) {
    stream::Message result;
    result.id = "id-" + std::to_string(number);
    result.kind = stream::Kind::tx;
    result.bytes = std::move(text);
    result.sightings = 1;
    return result;
}

std::shared_ptr<FakePeer> peer(Loop& loop, std::uint8_t number) {
    net::Node node;
    node.id.bytes[0] = number;
    net::Endpoint at;
    at.address = asio::ip::make_address("192.0.2." + std::to_string(number));
    at.tcp_port = 30303;
    node.set(at);
    auto result = std::make_shared<FakePeer>(loop, node);
    result->name = "Geth\x1b/v1";
    result->capabilities = {{"eth", 68, 17, 0, ""}};
    return result;
}

std::string content(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

}  // namespace plexus::testing
