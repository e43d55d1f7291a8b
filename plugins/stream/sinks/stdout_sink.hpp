#pragma once

#include <api/core/log.hpp>

#include "line_sink.hpp"

namespace plexus::stream {

/// Writes JSON lines to a descriptor whose other end may be slow or gone: standard output. Nothing
/// is written that would wait.
class StdoutSink final : public LineSink {
public:
    /// @param descriptor  not closed
    explicit StdoutSink(int descriptor, Logger log);

    void open(Results&) override {}
    Sending send(const Message& message) override;
    bool poll() override;
    void close(std::chrono::steady_clock::time_point deadline) override;

private:
    bool write_some(std::chrono::milliseconds timeout);

    int descriptor_;
    Logger log_;
    std::string rest_;  // of the last message
    std::size_t written_ = 0;
    bool broken_ = false;
};

}  // namespace plexus::stream
