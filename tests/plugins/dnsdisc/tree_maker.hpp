#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <kit/crypto/secp256k1.hpp>
#include <plugins/dnsdisc/resolver.hpp>

namespace plexus::testing {

/// What DNS holds: texts by name.
using Zone = std::map<std::string, std::vector<std::string>>;

/// Makes and signs lists.
class TreeMaker {
public:
    TreeMaker(std::string domain, std::uint8_t seed);

    /// "enrtree://<key>@<domain>"
    std::string url() const;

    /// Puts an entry into the zone. @returns its hash
    std::string add(const std::string& text);
    /// A branch of entries that are there.
    std::string branch(const std::vector<std::string>& children);
    /// Signs the root and puts it into the zone, in the place of an earlier one.
    void sign(std::uint64_t sequence, const std::string& nodes, const std::string& links);

    Zone zone{};

private:
    std::string domain_;
    crypto::SecretKey key_;
};

/// The record of node `number`, at an address of the internet or of a local network.
std::string record_text(std::uint8_t number, const std::string& address, BytesView eth_entry);

/// Responds from a zone, at once.
class FakeResolver final : public dnsdisc::Resolver {
public:
    awaitable<Result<std::vector<std::string>>> txt(std::string name) override;

    Zone zone{};
    std::size_t lookups = 0;
    bool silent = false;  ///< never responds
};

}  // namespace plexus::testing
