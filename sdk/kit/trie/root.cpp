#include "root.hpp"

#include <algorithm>
#include <vector>

#include <api/core/assert.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/rlp/writer.hpp>
#include <kit/trie/path.hpp>

namespace plexus::trie {
namespace {

constexpr std::uint8_t branches = 16;

Bytes encode_node(std::span<const Entry> entries, std::size_t depth);

/// Writes what a parent holds of its child: the child's hash, or the child itself if it has fewer
/// than 32 bytes.
void write_reference(rlp::Writer& out, const Bytes& node) {
    if (node.size() < Hash256::size()) {
        out.raw(node);
    } else {
        out.fixed(crypto::keccak256(node));
    }
}

Bytes encode_leaf(const Entry& entry, std::size_t depth) {
    const Bytes path = pack_path(entry.key, depth, nibble_count(entry.key), PathEnd::leaf);
    constexpr std::size_t around = 16;
    rlp::Writer out{around + path.size() + entry.value.size()};
    out.list([&] {
        out.bytes(path);
        out.bytes(entry.value);
    });
    return out.take();
}

Bytes encode_extension(std::span<const Entry> entries, std::size_t depth, std::size_t shared) {
    const std::size_t end = depth + shared;
    rlp::Writer out;
    out.list([&] {
        out.bytes(pack_path(entries.front().key, depth, end, PathEnd::extension));
        write_reference(out, encode_node(entries, end));
    });
    return out.take();
}

Bytes encode_branch(std::span<const Entry> entries, std::size_t depth) {
    constexpr std::size_t usual_bytes = 3 + branches * (1 + Hash256::size_bytes) + 1;
    BytesView value;
    if (nibble_count(entries.front().key) == depth) {
        value = entries.front().value;
        entries = entries.subspan(1);
    }
    rlp::Writer out{usual_bytes + value.size()};
    out.list([&] {
        for (std::uint8_t branch = 0; branch < branches; ++branch) {
            std::size_t count = 0;
            while (count < entries.size() && nibble(entries[count].key, depth) == branch) ++count;
            if (count == 0) {
                out.bytes({});
            } else {
                write_reference(out, encode_node(entries.first(count), depth + 1));
            }
            entries = entries.subspan(count);
        }
        out.bytes(value);
    });
    return out.take();
}

// Recurses once for each nibble of a key at most, and keys are hashes or indices.
Bytes encode_node(std::span<const Entry> entries, std::size_t depth) {
    if (entries.size() == 1) return encode_leaf(entries.front(), depth);
    // The keys are ordered, so the prefix that the first and the last share is shared by all.
    const std::size_t shared = shared_nibbles(entries.front().key, entries.back().key, depth);
    if (shared > 0) return encode_extension(entries, depth, shared);
    return encode_branch(entries, depth);
}

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
    return crypto::keccak256(encode_node(entries, 0));
}

Hash256 list_root(std::span<const BytesView> values) {
    std::vector<Bytes> keys;
    keys.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) keys.push_back(index_key(i));
    std::vector<Entry> entries;
    entries.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) entries.push_back({keys[i], values[i]});
    // In order already, but for index 0, whose key 0x80 comes after those of 1 to 127.
    std::sort(entries.begin(), entries.end(), is_before);
    return root(entries);
}

Hash256 secure_root(std::span<const Entry> entries) {
    std::vector<Hash256> keys;
    keys.reserve(entries.size());
    for (const Entry& entry : entries) keys.push_back(crypto::keccak256(entry.key));
    std::vector<Entry> hashed;
    hashed.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) hashed.push_back({keys[i], entries[i].value});
    std::sort(hashed.begin(), hashed.end(), is_before);
    return root(hashed);
}

}  // namespace plexus::trie
