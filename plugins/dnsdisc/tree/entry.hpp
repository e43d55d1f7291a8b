#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <kit/crypto/secp256k1.hpp>
#include <kit/enr/record.hpp>

namespace plexus::dnsdisc {

/// Names a list: where it is published, and the key that must have signed its root.
struct Link {
    crypto::PublicKey key{};
    std::string domain{};  ///< in lower case
    std::string text{};    ///< the URL

    friend bool operator==(const Link& a, const Link& b) = default;
};

/// Where the two subtrees of a list begin.
struct Root {
    std::string nodes{};  ///< hash of the entry that the nodes hang on
    std::string links{};  ///< hash of the entry that the links to other lists hang on
    std::uint64_t sequence = 0;
};

/// Hashes of further entries; there may be none.
struct Branch {
    std::vector<std::string> children{};
};

/// What a name below the domain holds.
using Entry = std::variant<Branch, Link, enr::Record>;

/// Reads "enrtree://<key>@<domain>".
/// @errors malformed; bad_key if it is no point of the curve
/// @spec   EIP-1459, "URL Scheme"
Result<Link> parse_link(std::string_view url);

/// Reads a root and checks its signature, r and s; the recovery id is not looked at.
/// @errors malformed; limit_exceeded; bad_signature
/// @spec   EIP-1459, "DNS Record Structure"; the signed bytes are those before " sig="
Result<Root> parse_root(std::string_view text, const crypto::PublicKey& key);

/// The root with the highest sequence number among the TXT records of a domain.
/// @errors not_found if there is none; else what is wrong with the first one
Result<Root> newest_root(const std::vector<std::string>& texts, const crypto::PublicKey& key);

/// Reads a branch, a link or a node record.
/// @errors malformed; limit_exceeded; unsupported if it is none of the three; what the record says
Result<Entry> parse_entry(std::string_view text);

/// The text among the TXT records of a name that hashes to that name.
/// @errors invalid_data if entries are there, but none hashes to the name; not_found if there are
///         none
Result<std::string> select_text(std::string_view hash, const std::vector<std::string>& texts);

}  // namespace plexus::dnsdisc
