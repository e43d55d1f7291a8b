#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <kit/testing/fake_peer.hpp>
#include <plugins/stream/gather/batch.hpp>
#include <plugins/stream/sinks/sink.hpp>

namespace plexus::testing {

/// A folder that is removed at the end.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::filesystem::path path;
};

/// What every batch of these tests says of its node.
stream::IdentityPtr identity();

/// A hash whose first byte is that number.
Hash256 hash(std::uint8_t number);

/// A record about such hashes.
stream::Record announced(std::initializer_list<std::uint8_t> hashes);

/// A batch of one announcement of that many bytes.
stream::BatchPtr batch(stream::Kind kind, std::uint64_t sequence, std::size_t bytes = 100);

/// A message with that text.
stream::Message message(std::uint64_t number, std::string text = "text");

std::shared_ptr<FakePeer> peer(Loop& loop, std::uint8_t number = 1);

std::string content(const std::filesystem::path& file);

}  // namespace plexus::testing
