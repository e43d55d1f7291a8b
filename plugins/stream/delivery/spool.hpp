#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <unordered_map>

#include <api/core/result.hpp>

#include <plugins/stream/sinks/sink.hpp>

namespace plexus::stream {

/// Messages in files until they have arrived, across restarts. A file is deleted once all that is
/// in it has arrived; what had not is sent again at the next start, with the same ids.
///
/// What was written survives the end of the process at any moment. It is not synced: a power cut
/// may take the last seconds.
///
/// @thread  one at a time
class Spool {
public:
    /// A file is ended at this size, or at an eighth of the bound if that is less.
    static constexpr std::size_t file_bytes = 16 * 1024 * 1024;

    /// Opens the folder, makes it if needed, and finds what earlier runs have left.
    /// @param limit_bytes  of all files
    /// @errors ConfigError: the folder cannot be used
    Spool(std::filesystem::path folder, std::uint64_t limit_bytes);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    /// Whether the bytes are below the limit. One message more may exceed it.
    bool has_room() const noexcept { return bytes_ < limit_; }

    /// Appends a message.
    /// @errors the system's: disk full
    Result<void> append(const Message& message);

    /// The next message that was not taken yet; nothing if there is none. A message that cannot be
    /// read is counted in damaged() and passed over.
    std::optional<Message> take();

    /// The message has arrived, or never will.
    void finish(const std::string& id);

    /// Bytes of all files.
    std::uint64_t bytes() const noexcept { return bytes_; }
    /// Messages that wait to be taken.
    std::size_t waiting() const noexcept { return waiting_.size(); }
    /// Since when the oldest of them waits, an earlier run not counted; nothing if none waits.
    std::optional<std::chrono::steady_clock::time_point> oldest() const noexcept;
    /// Messages that were left by an earlier run.
    std::size_t found() const noexcept { return found_; }
    /// Messages that were cut off or changed, and are lost.
    std::size_t damaged() const noexcept { return damaged_; }

private:
    struct File {
        int descriptor = -1;
        std::uint64_t bytes = 0;
        std::size_t unfinished = 0;
    };
    struct Entry {
        std::uint64_t file;
        std::uint64_t offset;
        std::uint32_t size;
        std::chrono::steady_clock::time_point since;
    };

    void lock();
    std::filesystem::path path_of(std::uint64_t number) const;
    void find();
    void read_file(std::uint64_t number);
    void begin_file();
    void drop_if_finished(std::uint64_t number);
    std::optional<Message> read(const Entry& entry);

    std::filesystem::path folder_;
    int lock_ = -1;
    std::uint64_t limit_;
    std::uint64_t bytes_ = 0;
    std::size_t found_ = 0;
    std::size_t damaged_ = 0;
    std::map<std::uint64_t, File> files_;  // by number; the last one is written
    std::uint64_t current_ = 0;            // 0: none is open for writing
    std::deque<Entry> waiting_;
    std::unordered_map<std::string, std::uint64_t> taken_;  // id to file
};

}  // namespace plexus::stream
