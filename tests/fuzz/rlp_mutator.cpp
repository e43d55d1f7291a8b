#include <api/core/bytes.hpp>

#include <algorithm>
#include <optional>
#include <random>

#include "rlp_mutator.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace plexus::testing {
namespace {

/// An RLP item as a tree.
struct Item {
    bool is_list = false;
    Bytes text{};
    std::vector<Item> items{};
};

constexpr std::size_t deepest = 32;
constexpr std::size_t most_items = 4096;

std::optional<std::size_t> length_of(BytesView in, std::size_t at, std::size_t digits) {
    if (digits > 4 || at + digits > in.size()) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < digits; ++i) length = length << 8U | in[at + i];
    return length;
}

/// Reads one item and moves on, however strict a decoder would be about its prefix.
std::optional<Item> parse(BytesView& in, std::size_t depth) {
    if (in.empty() || depth > deepest) return std::nullopt;
    const std::uint8_t first = in[0];
    if (first < 0x80) {
        Item item{.text = {first}};
        in = in.subspan(1);
        return item;
    }
    Item item{.is_list = first >= 0xc0};
    const unsigned code = first - (item.is_list ? 0xc0U : 0x80U);
    const std::size_t digits = code > 55 ? code - 55 : 0;
    const std::optional<std::size_t> length = digits == 0 ? code : length_of(in, 1, digits);
    if (!length || *length > in.size() - 1 - digits) return std::nullopt;
    BytesView content = in.subspan(1 + digits, *length);
    in = in.subspan(1 + digits + *length);
    if (!item.is_list) {
        item.text.assign(content.begin(), content.end());
        return item;
    }
    while (!content.empty()) {
        std::optional<Item> part = parse(content, depth + 1);
        if (!part || item.items.size() >= most_items) return std::nullopt;
        item.items.push_back(std::move(*part));
    }
    return item;
}

void write_prefix(Bytes& out, std::size_t length, std::uint8_t base) {
    if (length < 56) {
        out.push_back(static_cast<std::uint8_t>(base + length));
        return;
    }
    Bytes digits;
    for (std::size_t rest = length; rest > 0; rest >>= 8U) {
        digits.insert(digits.begin(), static_cast<std::uint8_t>(rest & 0xffU));
    }
    out.push_back(static_cast<std::uint8_t>(base + 55 + digits.size()));
    out.insert(out.end(), digits.begin(), digits.end());
}

void write(Bytes& out, const Item& item) {
    if (item.is_list) {
        Bytes content;
        for (const Item& part : item.items) write(content, part);
        write_prefix(out, content.size(), 0xc0);
        out.insert(out.end(), content.begin(), content.end());
        return;
    }
    if (item.text.size() != 1 || item.text[0] >= 0x80) write_prefix(out, item.text.size(), 0x80);
    out.insert(out.end(), item.text.begin(), item.text.end());
}

using Random = std::minstd_rand;

std::size_t pick(Random& random, std::size_t bound) { return random() % bound; }

/// Sizes at which decoders change their mind.
void change_text(Bytes& text, Random& random) {
    constexpr std::size_t sizes[] = {0, 1, 2, 8, 9, 20, 31, 32, 33, 55, 56, 64, 65, 256};
    if (pick(random, 3) == 0) {
        text.resize(sizes[pick(random, std::size(sizes))], static_cast<std::uint8_t>(random()));
        return;
    }
    constexpr std::size_t room = 64;
    const std::size_t size = text.size();
    text.resize(size + room);
    text.resize(LLVMFuzzerMutate(text.data(), size, text.size()));
}

void change_list(std::vector<Item>& items, Random& random) {
    if (items.empty()) {
        items.push_back(Item{});
        return;
    }
    const auto chosen = items.begin() + static_cast<std::ptrdiff_t>(pick(random, items.size()));
    const Item copy = *chosen;
    switch (pick(random, 5)) {
        case 0:
            items.erase(chosen);
            break;
        case 1:
            items.insert(chosen, copy);
            break;
        case 2:
            std::swap(*chosen, items[pick(random, items.size())]);
            break;
        case 3:
            *chosen = Item{.is_list = true, .items = {copy}};
            break;
        default:
            items.push_back(Item{.is_list = pick(random, 2) == 0});
    }
}

/// Walks down at random and changes what it stops at.
void change(Item& item, Random& random) {
    if (item.is_list && !item.items.empty() && pick(random, 4) != 0) {
        return change(item.items[pick(random, item.items.size())], random);
    }
    if (pick(random, 16) == 0) {
        item.is_list = !item.is_list;
    } else if (item.is_list) {
        change_list(item.items, random);
    } else {
        change_text(item.text, random);
    }
}

}  // namespace

std::size_t mutate_rlp(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed,
                       std::size_t head) {
    Random random(seed);
    if (size > head && pick(random, 4) != 0) {
        BytesView rest{data + head, size - head};
        std::optional<Item> item = parse(rest, 0);
        if (item) {
            change(*item, random);
            Bytes out;
            write(out, *item);
            out.insert(out.end(), rest.begin(), rest.end());
            if (head + out.size() <= most) {
                std::copy(out.begin(), out.end(), data + head);
                return head + out.size();
            }
        }
    }
    return LLVMFuzzerMutate(data, size, most);
}

}  // namespace plexus::testing
