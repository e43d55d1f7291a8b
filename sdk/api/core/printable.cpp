#include "printable.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace plexus::inline v1 {
namespace {

/// A character and how many bytes of the text it takes.
struct Decoded {
    std::uint32_t code_point;
    std::size_t size;
    bool is_utf8;
};

struct Range {
    std::uint32_t first, last;
};

// Unicode's categories Cc, Cf, Zl, Zp, Cs and Co: control and format characters (which steer
// terminals and the direction of writing, or are invisible), separators of lines, surrogates,
// private use. Beyond plane 3 there are only tags, variation selectors and private use.
constexpr std::array<Range, 18> without_glyph{{{0x00, 0x1f},
                                               {0x7f, 0x9f},
                                               {0xad, 0xad},
                                               {0x600, 0x605},
                                               {0x61c, 0x61c},
                                               {0x6dd, 0x6dd},
                                               {0x70f, 0x70f},
                                               {0x180e, 0x180e},
                                               {0x200b, 0x200f},
                                               {0x2028, 0x202e},
                                               {0x2060, 0x206f},
                                               {0xd800, 0xf8ff},
                                               {0xfeff, 0xfeff},
                                               {0xfff0, 0xffff},
                                               {0x13430, 0x1343f},
                                               {0x1bca0, 0x1bca3},
                                               {0x1d173, 0x1d17a},
                                               {0x40000, 0x10ffff}}};

constexpr std::string_view cut_mark = "...";

constexpr std::uint32_t byte_at(std::string_view text, std::size_t index) {
    return static_cast<unsigned char>(text[index]);
}

/// @spec RFC 3629, sections 3 and 4: no overlong forms, no surrogates, nothing above U+10FFFF
Decoded decode(std::string_view text) {
    const std::uint32_t lead = byte_at(text, 0);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const Decoded broken{lead, 1, false};
    if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return broken;
    std::uint32_t code_point = lead & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte_at(text, i) & 0xc0U) != 0x80) return broken;
        code_point = code_point << 6 | (byte_at(text, i) & 0x3fU);
    }
    constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
    if (code_point < smallest[size] || code_point > 0x10ffff || surrogate) return broken;
    return {code_point, size, true};
}

bool has_glyph(const Decoded& character) {
    return character.is_utf8 && std::ranges::none_of(without_glyph, [&](const Range& range) {
               return character.code_point >= range.first && character.code_point <= range.last;
           });
}

std::string escaped(const Decoded& character) {
    std::array<char, 8> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), character.code_point, 16).ptr;
    const std::string hex(digits.data(), end);
    if (character.code_point > 0xff) return "\\u{" + hex + '}';
    return (hex.size() < 2 ? "\\x0" : "\\x") + hex;
}

}  // namespace

std::string printable(std::string_view text, std::size_t longest) {
    std::string shown;
    std::size_t room_for_mark = 0;  // where to cut if not everything fits
    while (!text.empty()) {
        const Decoded character = decode(text);
        if (shown.size() + cut_mark.size() <= longest) room_for_mark = shown.size();
        if (has_glyph(character)) {
            shown += text.substr(0, character.size);
        } else {
            shown += escaped(character);
        }
        if (shown.size() > longest) {
            shown.resize(room_for_mark);
            return shown.append(cut_mark.substr(0, longest));
        }
        text.remove_prefix(character.size);
    }
    return shown;
}

}  // namespace plexus::inline v1
