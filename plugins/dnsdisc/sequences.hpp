#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <api/core/log.hpp>
#include <api/plugin/runtime.hpp>

#include <plugins/dnsdisc/tree/entry.hpp>

namespace plexus::dnsdisc {

/// The highest sequence number that each list has shown, in a file: the name server of a
/// domain must not lead us back to an older root, not even after a restart.
///
/// @thread  one strand
class Sequences {
public:
    /// @param pinned   never forgotten in favour of other lists
    /// @param runtime  outlives this
    Sequences(Runtime& runtime, std::filesystem::path file, const std::vector<Link>& pinned,
              Logger logger);

    /// Reads the file. What cannot be read is logged, and counts as empty.
    awaitable<void> load();

    /// @returns 0 for a list that has shown none
    std::uint64_t highest(const Link& link) const;

    /// Notes a sequence number, and writes the file if it is a new one.
    awaitable<void> raise(Link link, std::uint64_t sequence);

private:
    bool is_pinned(const std::string& text) const;
    void make_room();

    Runtime& runtime_;
    std::filesystem::path file_;
    std::vector<std::string> pinned_;
    Logger log_;
    std::map<std::string, std::uint64_t> highest_;  // by the list's URL; at most max_sequences
};

}  // namespace plexus::dnsdisc
