#pragma once

#include <string>
#include <utility>
#include <vector>

#include <kit/crypto/secp256k1.hpp>
#include <kit/enr/record.hpp>

namespace plexus::dnsdisc {

/// A list as it is published: texts below a domain.
struct SignedTree {
    std::string url{};   ///< by which others find it: enrtree://<key>@<domain>
    std::string root{};  ///< the text of the domain itself
    std::vector<std::pair<std::string, std::string>> entries{};  ///< name, without domain, and text
};

/// Makes and signs a list, as go-ethereum lays it out: nodes by their id, at most 13 in a branch,
/// so that no text is too long for a datagram.
/// @param links  URLs of other lists
/// @errors       malformed for a link or the domain; limit_exceeded above `max_entries`
/// @spec         EIP-1459; go-ethereum p2p/dnsdisc/tree.go, MakeTree
Result<SignedTree> make_tree(const crypto::SecretKey& key, const std::string& domain,
                             std::uint64_t sequence, std::vector<enr::Record> nodes,
                             const std::vector<std::string>& links);

/// The list in the form of a name server's zone file, to be included in a zone.
/// @spec RFC 1035, section 5; a string has at most 255 bytes
std::string zone_file(const SignedTree& tree, const std::string& domain);

}  // namespace plexus::dnsdisc
