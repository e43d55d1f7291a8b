#pragma once

#include <boost/asio/ip/address.hpp>
#include <filesystem>
#include <optional>
#include <vector>

#include <api/core/asio.hpp>
#include <kit/enr/record.hpp>

namespace plexus::identity {

/// The node's record as it was published last.
struct LastRecord {
    enr::Record record;
    /// The addresses in it that other nodes stated. The rest was configured, or mapped by a router.
    std::vector<asio::ip::address> stated{};
};

/// Reads the file: a line "enr:...", and a line with the stated addresses.
/// @returns nothing if there is no file, or it cannot be read
std::optional<LastRecord> load_record(const std::filesystem::path& file);

/// Puts a new file in the place of the old one: a kill at any moment leaves one or the other,
/// whole.
/// @errors storage_failed
Result<void> store_record(const std::filesystem::path& file, const LastRecord& last);

}  // namespace plexus::identity
