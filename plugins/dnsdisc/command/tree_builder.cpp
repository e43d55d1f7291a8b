#include "tree_builder.hpp"

#include <algorithm>

#include <kit/crypto/keccak.hpp>
#include <kit/discovery/distance.hpp>
#include <kit/enr/base64url.hpp>

#include <plugins/dnsdisc/limits.hpp>
#include <plugins/dnsdisc/tree/base32.hpp>
#include <plugins/dnsdisc/tree/entry.hpp>

namespace plexus::dnsdisc {
namespace {

/// @spec go-ethereum p2p/dnsdisc/tree.go: hashAbbrevSize and maxChildren
constexpr std::size_t hash_bytes = 16;
constexpr std::size_t children_of_branch = 13;

/// As go-ethereum's `devp2p dns` publishes them: entries never change, the root does.
constexpr unsigned root_ttl = 1800;
constexpr unsigned entry_ttl = 2'419'200;
constexpr std::size_t longest_string = 255;

class Builder {
public:
    explicit Builder(SignedTree& tree) : tree_(tree) {}

    /// Adds texts and the branches above them.
    /// @returns the hash of the topmost one
    std::string add_subtree(const std::vector<std::string>& texts) {
        std::vector<std::string> hashes;
        for (const std::string& text : texts) hashes.push_back(add(text));
        if (hashes.empty()) return add_branch({});
        while (hashes.size() > 1) hashes = add_level(hashes);
        return hashes.front();
    }

private:
    std::string add(const std::string& text) {
        const Hash256 hash = crypto::keccak256(bytes_of(text));
        std::string name = to_base32(hash.view().first(hash_bytes));
        tree_.entries.emplace_back(name, text);
        return name;
    }

    std::string add_branch(const std::vector<std::string>& children) {
        std::string text = "enrtree-branch:";
        for (const std::string& child : children) {
            if (text.back() != ':') text += ',';
            text += child;
        }
        return add(text);
    }

    std::vector<std::string> add_level(const std::vector<std::string>& hashes) {
        std::vector<std::string> above;
        for (std::size_t at = 0; at < hashes.size(); at += children_of_branch) {
            const auto begin = hashes.begin() + static_cast<std::ptrdiff_t>(at);
            const auto count = std::min(children_of_branch, hashes.size() - at);
            above.push_back(add_branch({begin, begin + static_cast<std::ptrdiff_t>(count)}));
        }
        return above;
    }

    SignedTree& tree_;
};

std::vector<std::string> texts_of(std::vector<enr::Record> nodes) {
    std::ranges::sort(nodes, {},
                      [](const enr::Record& node) { return discovery::place_of(node.id()); });
    std::vector<std::string> texts;
    for (const enr::Record& node : nodes) {
        if (texts.empty() || texts.back() != node.text()) texts.push_back(node.text());
    }
    return texts;
}

void append_txt(std::string& zone, const std::string& name, unsigned ttl, std::string_view text) {
    zone += name + ' ' + std::to_string(ttl) + " IN TXT";
    for (; !text.empty(); text.remove_prefix(std::min(text.size(), longest_string))) {
        zone += " \"";
        zone += text.substr(0, longest_string);
        zone += '"';
    }
    zone += '\n';
}

}  // namespace

Result<SignedTree> make_tree(const crypto::SecretKey& key, const std::string& domain,
                             std::uint64_t sequence, std::vector<enr::Record> nodes,
                             const std::vector<std::string>& links) {
    if (nodes.size() + links.size() > max_entries) return make_error_code(Errc::limit_exceeded);
    for (const std::string& link : links) {
        const Result<Link> parsed = parse_link(link);
        if (!parsed) return parsed.error();
    }
    const Result<crypto::CompressedKey> point = crypto::compress(crypto::public_key(key));
    if (!point) return point.error();
    SignedTree tree;
    tree.url = "enrtree://" + to_base32(*point) + '@' + domain;
    const Result<Link> own = parse_link(tree.url);
    if (!own) return own.error();  // the domain is none

    Builder builder(tree);
    const std::string nodes_at = builder.add_subtree(texts_of(std::move(nodes)));
    const std::string links_at = builder.add_subtree(links);
    tree.root =
        "enrtree-root:v1 e=" + nodes_at + " l=" + links_at + " seq=" + std::to_string(sequence);
    const crypto::Signature signature = crypto::sign(key, crypto::keccak256(bytes_of(tree.root)));
    tree.root += " sig=" + enr::to_base64url(signature);
    return tree;
}

std::string zone_file(const SignedTree& tree, const std::string& domain) {
    std::string zone = "; " + tree.url + "\n$ORIGIN " + domain + ".\n";
    append_txt(zone, "@", root_ttl, tree.root);
    for (const auto& [name, text] : tree.entries) append_txt(zone, name, entry_ttl, text);
    return zone;
}

}  // namespace plexus::dnsdisc
