#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <api/net/node_store.hpp>

namespace plexus::nodestore {

/// A node as one line of the file, fields separated by blanks:
///
///     <id> <ip4> <ip6> <record> <source> <first seen> <last seen> <last tried> <failures>
///     <outcome> <value>
///
/// The id has 128 hex digits; an endpoint is <address>:<tcp port>:<udp port>, with the address of
/// IPv6 in brackets; a record is an "enr:" text; times are Unix seconds. `-` stands for what is not
/// known.
std::string write_line(const net::NodeEntry& entry);

/// Of files that were written before bans went to the pool's own file, a line has the end of a ban
/// in front of the value. It is ignored.
enum class LineFormat : std::uint8_t { present, with_ban };

/// @returns nothing if the line makes no sense, or its record belongs to another node
std::optional<net::NodeEntry> read_line(std::string_view line,
                                        LineFormat format = LineFormat::present);

/// Reads a line of the first format: <enode> <last seen> <value>.
std::optional<net::NodeEntry> read_line_of_first_format(std::string_view line);

}  // namespace plexus::nodestore
