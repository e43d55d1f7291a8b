#pragma once

#include <filesystem>

#include <kit/crypto/secp256k1.hpp>

namespace plexus::identity {

/// Reads a node key as go-ethereum writes it: 64 hexadecimal digits. A line end after them is
/// allowed, because editors add it.
/// @errors  ConfigError if others may read the file, or if it holds anything else
crypto::SecretKey load_key(const std::filesystem::path& file);

/// Writes the key so that no other user can read it at any moment, and so that the file is either
/// whole or absent.
/// @errors  ConfigError
void store_key(const std::filesystem::path& file, const crypto::SecretKey& key);

/// @param digits  64 hexadecimal digits
/// @errors        Errc::malformed, Errc::bad_key
Result<crypto::SecretKey> parse_key(std::string_view digits);

}  // namespace plexus::identity
