#include "root.hpp"

#include <algorithm>
#include <vector>

#include <api/core/assert.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/crypto/keccak_many.hpp>
#include <kit/rlp/writer.hpp>
#include <kit/trie/path.hpp>

namespace plexus::trie {
namespace {

constexpr std::uint8_t branches = 16;
constexpr std::size_t around_leaf = 16;
constexpr std::size_t branch_bytes = 3 + branches * (1 + Hash256::size_bytes) + 1;

/// What a parent holds of its child: the child's hash, or the child itself if it has fewer than 32
/// bytes.
struct Reference {
    Hash256 bytes{};
    std::size_t size = 0;
    bool is_hash = false;

    void write(rlp::Writer& out) const {
        if (is_hash) return out.fixed(bytes);
        out.raw(bytes.view().first(size));
    }
};

/// Where a node stands: its height above the leaves, and its place among the nodes of that height.
struct Position {
    std::size_t height = 0;
    std::size_t index = 0;
};

struct Child {
    std::uint8_t branch = 0;
    Position position{};
};

struct Node {
    std::span<const Entry> entries{};  ///< all below it
    std::size_t depth = 0;             ///< in nibbles of their keys
    std::size_t shared = 0;            ///< nibbles of an extension; 0 for other kinds
    std::vector<Child> children{};     ///< of a branch by their nibbles; an extension has one
    Reference reference{};             ///< once it is encoded
};

/// The nodes of a trie by their heights. Those of one height do not depend on each other, so they
/// are hashed together.
class Tree {
public:
    explicit Tree(std::span<const Entry> entries) { add(entries, 0); }

    Hash256 root() {
        for (std::size_t height = 0; height + 1 < levels_.size(); ++height) refer_to(height);
        return crypto::keccak256(encode(levels_.back().front()));
    }

private:
    // Recurses once for each nibble of a key at most, and keys are hashes or indices.
    Position add(std::span<const Entry> entries, std::size_t depth) {
        Node node{entries, depth};
        Position position;
        const auto child = [&](std::uint8_t branch, std::span<const Entry> below, std::size_t at) {
            node.children.push_back({branch, add(below, at)});
            position.height = std::max(position.height, node.children.back().position.height + 1);
        };
        if (entries.size() > 1) {
            // The keys are ordered, so the prefix that the first and the last share is all's.
            node.shared = shared_nibbles(entries.front().key, entries.back().key, depth);
            if (node.shared > 0) {
                child(0, entries, depth + node.shared);
            } else {
                for_each_branch(without_value(node), depth, child);
            }
        }
        if (levels_.size() <= position.height) levels_.resize(position.height + 1);
        std::vector<Node>& level = levels_[position.height];
        position.index = level.size();
        level.push_back(std::move(node));
        return position;
    }

    static bool has_value(const Node& branch) {
        return nibble_count(branch.entries.front().key) == branch.depth;
    }

    static std::span<const Entry> without_value(const Node& branch) {
        return branch.entries.subspan(has_value(branch) ? 1 : 0);
    }

    template <class Visit>
    static void for_each_branch(std::span<const Entry> entries, std::size_t depth, Visit visit) {
        while (!entries.empty()) {
            const std::uint8_t branch = nibble(entries.front().key, depth);
            std::size_t count = 1;
            while (count < entries.size() && nibble(entries[count].key, depth) == branch) ++count;
            visit(branch, entries.first(count), depth + 1);
            entries = entries.subspan(count);
        }
    }

    const Reference& reference_of(const Child& child) const {
        return levels_[child.position.height][child.position.index].reference;
    }

    Bytes encode(const Node& node) const {
        if (node.entries.size() == 1) return encode_leaf(node.entries.front(), node.depth);
        if (node.shared > 0) return encode_extension(node);
        return encode_branch(node);
    }

    static Bytes encode_leaf(const Entry& entry, std::size_t depth) {
        const Bytes path = pack_path(entry.key, depth, nibble_count(entry.key), PathEnd::leaf);
        rlp::Writer out{around_leaf + path.size() + entry.value.size()};
        out.list([&] {
            out.bytes(path);
            out.bytes(entry.value);
        });
        return out.take();
    }

    Bytes encode_extension(const Node& node) const {
        const std::size_t end = node.depth + node.shared;
        rlp::Writer out;
        out.list([&] {
            out.bytes(pack_path(node.entries.front().key, node.depth, end, PathEnd::extension));
            reference_of(node.children.front()).write(out);
        });
        return out.take();
    }

    Bytes encode_branch(const Node& node) const {
        const BytesView value = has_value(node) ? node.entries.front().value : BytesView{};
        rlp::Writer out{branch_bytes + value.size()};
        out.list([&] {
            auto next = node.children.begin();
            for (std::uint8_t branch = 0; branch < branches; ++branch) {
                if (next != node.children.end() && next->branch == branch) {
                    reference_of(*next++).write(out);
                } else {
                    out.bytes({});
                }
            }
            out.bytes(value);
        });
        return out.take();
    }

    /// Encodes the nodes of one height and hashes them.
    void refer_to(std::size_t height) {
        std::vector<Bytes> encoded;
        std::vector<Reference*> hashed;
        for (Node& node : levels_[height]) {
            Bytes bytes = encode(node);
            node.reference.size = std::min(bytes.size(), Hash256::size());
            if (bytes.size() < Hash256::size()) {
                std::ranges::copy(bytes, node.reference.bytes.bytes.begin());
                continue;
            }
            node.reference.is_hash = true;
            encoded.push_back(std::move(bytes));
            hashed.push_back(&node.reference);
        }
        const std::vector<BytesView> views(encoded.begin(), encoded.end());
        std::vector<Hash256> hashes(views.size());
        crypto::keccak256_many(views, hashes);
        for (std::size_t i = 0; i < hashes.size(); ++i) hashed[i]->bytes = hashes[i];
    }

    std::vector<std::vector<Node>> levels_;
};

bool is_before(const Entry& left, const Entry& right) {
    return std::lexicographical_compare(left.key.begin(), left.key.end(), right.key.begin(),
                                        right.key.end());
}

Bytes index_key(std::size_t index) {
    rlp::Writer key;
    key.u64(index);
    return key.take();
}

}  // namespace

Hash256 empty_root() noexcept {
    static constexpr std::array<std::uint8_t, 1> empty_string{0x80};
    return crypto::keccak256(empty_string);
}

Hash256 root(std::span<const Entry> entries) {
    if (entries.empty()) return empty_root();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        PLEXUS_ASSERT(!entries[i].value.empty());
        PLEXUS_ASSERT(i == 0 || is_before(entries[i - 1], entries[i]));
    }
    return Tree(entries).root();
}

Hash256 list_root(std::span<const BytesView> values) {
    std::vector<Bytes> keys;
    keys.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) keys.push_back(index_key(i));
    std::vector<Entry> entries;
    entries.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) entries.push_back({keys[i], values[i]});
    // In order already, but for index 0: its key 0x80 comes after the keys of 1 to 127.
    std::sort(entries.begin(), entries.end(), is_before);
    return root(entries);
}

Hash256 secure_root(std::span<const Entry> entries) {
    std::vector<BytesView> plain;
    plain.reserve(entries.size());
    for (const Entry& entry : entries) plain.push_back(entry.key);
    std::vector<Hash256> keys(entries.size());
    crypto::keccak256_many(plain, keys);
    std::vector<Entry> hashed;
    hashed.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) hashed.push_back({keys[i], entries[i].value});
    std::sort(hashed.begin(), hashed.end(), is_before);
    return root(hashed);
}

}  // namespace plexus::trie
