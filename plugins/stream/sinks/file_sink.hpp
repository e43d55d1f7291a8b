#pragma once

#include <sys/types.h>

#include <api/core/log.hpp>

#include "compression.hpp"
#include "line_sink.hpp"

namespace plexus::stream {

/// Where lines are written, and when a new file is begun.
struct FileSettings {
    std::filesystem::path path{};                 ///< the file that is written
    std::uint64_t bytes = 0;                      ///< it is ended at this size
    std::chrono::milliseconds age{};              ///< or when its first line is this old
    std::size_t keep = 0;                         ///< how many complete files stay
    Compression compression = Compression::none;  ///< of complete files
};

/// Writes JSON lines to a file. A complete file is renamed to `<path>.1`, `.2`, ..., the highest
/// number being the newest, and then compressed. No line is divided between two files. A file that
/// another program moves away is left there, and a new one is begun.
class FileSink final : public LineSink {
public:
    FileSink(FileSettings settings, Logger log);
    ~FileSink() override;

    void open(Results& results) override;
    Sending send(const Message& message) override;
    bool poll() override;
    void close(std::chrono::steady_clock::time_point deadline) override;

private:
    using Time = std::chrono::steady_clock::time_point;

    bool open_file();
    void end_cut_line();
    void close_file();
    bool write(std::string_view lines);
    bool was_moved() const;
    void rotate();
    void drop_old() const;
    void complain(const std::string& error);

    FileSettings settings_;
    Logger log_;
    int descriptor_ = -1;
    std::uint64_t written_ = 0;
    Time begun_{};
    Time next_look_{};
    bool complained_ = false;
};

}  // namespace plexus::stream
