#pragma once

#include <filesystem>
#include <list>

#include <api/core/log.hpp>

#include "line_sink.hpp"

namespace plexus::stream {

/// Serves JSON lines on a Unix socket to any number of readers, each from the moment it connects.
/// A reader that is too slow misses whole batches, and is told in a line of kind "dropped" how many
/// sightings it missed. Nobody waits for it.
class SocketSink final : public LineSink {
public:
    /// More are turned away.
    static constexpr std::size_t most_readers = 64;
    /// Bytes that wait for one reader at most.
    static constexpr std::size_t reader_bytes = 8 * 1024 * 1024;

    SocketSink(std::filesystem::path path, Logger log);
    ~SocketSink() override;

    void open(Results& results) override;
    Sending send(const Message& message) override;
    bool poll() override;
    void close(std::chrono::steady_clock::time_point deadline) override;

private:
    struct Reader {
        int descriptor = -1;
        std::string waiting{};
        std::size_t written = 0;  // of `waiting`
        std::uint64_t dropped = 0;
    };

    void accept();
    static void give(Reader& reader, const Message& message);
    static bool flush(Reader& reader);

    std::filesystem::path path_;
    Logger log_;
    int listener_ = -1;
    std::list<Reader> readers_;
};

}  // namespace plexus::stream
