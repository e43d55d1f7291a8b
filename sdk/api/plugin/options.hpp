#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <api/plugin/option_spec.hpp>
#include <api/plugin/option_value.hpp>

namespace plexus::inline v1 {

/// What a text may be, as a literal `{"a", "b"}` without storage of its own; the rest is null.
inline constexpr std::size_t most_choices = 16;
/// The values that an option allows; unused places are null.
using Choices = std::array<const char*, most_choices>;

/// An option as data that is known while the plugin is compiled. A typed `Option` yields it.
struct OptionDeclaration {
    std::string_view name;     ///< without the plugin's prefix
    OptionKind kind;           ///< decides how the value is written
    std::int64_t number = 0;   ///< the default of a flag, number, duration or size
    std::string_view text{};   ///< the default of a text or list
    std::string_view help{};   ///< one sentence for `--help`
    std::string_view unit{};   ///< what a number counts: "peers"
    std::int64_t minimum = 0;  ///< in the base unit of the kind
    std::int64_t maximum = std::numeric_limits<std::int64_t>::max();  ///< likewise
    Choices choices{};                                                ///< of a text or list

    /// Whether the default is in `text`, not in `number`.
    constexpr bool is_text() const { return kind == OptionKind::text || kind == OptionKind::list; }
};

/// The same option with strings of its own.
PLEXUS_API OptionSpec spec_of(const OptionDeclaration& option);

/// A count of bytes; the type of an option that is written "256MiB".
struct ByteSize {
    std::uint64_t bytes = 0;  ///< at most 2^63 - 1

    friend constexpr auto operator<=>(const ByteSize&, const ByteSize&) = default;
};

/// 1024 bytes each.
consteval ByteSize operator""_KiB(unsigned long long count) { return {count << 10}; }
/// 1024 KiB each.
consteval ByteSize operator""_MiB(unsigned long long count) { return {count << 20}; }
/// 1024 MiB each.
consteval ByteSize operator""_GiB(unsigned long long count) { return {count << 30}; }
/// 1024 GiB each.
consteval ByteSize operator""_TiB(unsigned long long count) { return {count << 40}; }

/// One option of a plugin: it declares itself, and `Host::operator[]` reads it.
///
///     static constexpr Option<std::uint16_t> port{
///         .name = "port", .fallback = 30303, .minimum = 1, .help = "TCP port"};
///     static constexpr OptionList options{port};
///     ...
///     listen(host[port]);
///
/// T is bool, an integer, std::chrono::milliseconds, ByteSize, std::string or
/// std::vector<std::string>.
template <class T>
struct Option;

namespace detail {

// No option is signed and larger: a value is kept in 64 signed bits.
template <std::integral T>
inline constexpr T largest = std::in_range<std::int64_t>(std::numeric_limits<T>::max())
                                 ? std::numeric_limits<T>::max()
                                 : static_cast<T>(std::numeric_limits<std::int64_t>::max());

}  // namespace detail

/// An option that is on or off: `--peers.discover`, `--peers.discover=no`.
template <>
struct Option<bool> {
    std::string_view name;    ///< small letters, digits and dashes
    bool fallback = false;    ///< the default
    std::string_view help{};  ///< one sentence for `--help`

    static constexpr OptionKind kind = OptionKind::flag;  ///< how it is written

    /// The option as plain data.
    constexpr OptionDeclaration declaration() const {
        return {.name = name, .kind = kind, .number = fallback ? 1 : 0, .help = help};
    }

    /// @pre the texts are a value of this option
    bool value(const Texts& texts) const { return parse_flag(texts.front()).value(); }
};

/// A whole number within bounds.
template <std::integral T>
struct Option<T> {
    std::string_view name;           ///< small letters, digits and dashes
    T fallback = 0;                  ///< the default
    T minimum = 0;                   ///< the smallest value allowed
    T maximum = detail::largest<T>;  ///< the largest value allowed
    std::string_view unit{};         ///< what is counted, "peers"; empty where the name says it
    std::string_view help{};         ///< one sentence for `--help`

    static constexpr OptionKind kind = OptionKind::number;  ///< how it is written

    /// The option as plain data.
    constexpr OptionDeclaration declaration() const {
        return {.name = name,
                .kind = kind,
                .number = static_cast<std::int64_t>(fallback),
                .help = help,
                .unit = unit,
                .minimum = static_cast<std::int64_t>(minimum),
                .maximum = static_cast<std::int64_t>(maximum)};
    }

    /// @pre the texts are a value of this option
    T value(const Texts& texts) const {
        return static_cast<T>(parse_number(texts.front()).value());
    }
};

/// A length of time, written "500ms", "30s", "10m", "2h" or "7d".
template <>
struct Option<std::chrono::milliseconds> {
    std::string_view name;                 ///< small letters, digits and dashes
    std::chrono::milliseconds fallback{};  ///< the default
    std::chrono::milliseconds minimum{};   ///< the shortest value allowed
    /// The longest value allowed
    std::chrono::milliseconds maximum = std::chrono::milliseconds::max();
    std::string_view help{};  ///< one sentence for `--help`

    static constexpr OptionKind kind = OptionKind::duration;  ///< how it is written

    /// The option as plain data.
    constexpr OptionDeclaration declaration() const {
        return {.name = name,
                .kind = kind,
                .number = fallback.count(),
                .help = help,
                .minimum = minimum.count(),
                .maximum = maximum.count()};
    }

    /// @pre the texts are a value of this option
    std::chrono::milliseconds value(const Texts& texts) const {
        return std::chrono::milliseconds(parse_duration(texts.front()).value());
    }
};

/// A count of bytes, written "512B", "64KiB", "256MiB", "2GiB" or "1TiB".
template <>
struct Option<ByteSize> {
    std::string_view name;                             ///< small letters, digits and dashes
    ByteSize fallback{};                               ///< the default
    ByteSize minimum{};                                ///< the smallest value allowed
    ByteSize maximum{detail::largest<std::uint64_t>};  ///< the largest value allowed
    std::string_view help{};                           ///< one sentence for `--help`

    static constexpr OptionKind kind = OptionKind::size;  ///< how it is written

    /// The option as plain data.
    constexpr OptionDeclaration declaration() const {
        return {.name = name,
                .kind = kind,
                .number = static_cast<std::int64_t>(fallback.bytes),
                .help = help,
                .minimum = static_cast<std::int64_t>(minimum.bytes),
                .maximum = static_cast<std::int64_t>(maximum.bytes)};
    }

    /// @pre the texts are a value of this option
    ByteSize value(const Texts& texts) const {
        return {static_cast<std::uint64_t>(parse_size(texts.front()).value())};
    }
};

/// A text, free or out of a few choices.
template <>
struct Option<std::string> {
    std::string_view name;        ///< small letters, digits and dashes
    std::string_view fallback{};  ///< the default
    std::string_view help{};      ///< one sentence for `--help`
    Choices choices{};            ///< if any are given, nothing else is a value

    static constexpr OptionKind kind = OptionKind::text;  ///< how it is written

    /// The option as plain data.
    constexpr OptionDeclaration declaration() const {
        return {.name = name, .kind = kind, .text = fallback, .help = help, .choices = choices};
    }

    /// @pre the texts are a value of this option
    std::string value(const Texts& texts) const { return texts.front(); }
};

/// Texts, by repetition of the option or separated by commas.
template <>
struct Option<std::vector<std::string>> {
    std::string_view name;        ///< small letters, digits and dashes
    std::string_view fallback{};  ///< items separated by commas
    std::string_view help{};      ///< one sentence for `--help`
    Choices choices{};            ///< if any are given, no item is anything else

    static constexpr OptionKind kind = OptionKind::list;  ///< how it is written

    /// The option as plain data.
    constexpr OptionDeclaration declaration() const {
        return {.name = name, .kind = kind, .text = fallback, .help = help, .choices = choices};
    }

    /// The items of all texts, without blanks around them; empty items are left out.
    std::vector<std::string> value(const Texts& texts) const { return parse_list(texts); }
};

/// The options of a plugin: `static constexpr OptionList options{port, timeout};`. What can be
/// wrong with a declaration does not compile: an ill-formed name, a name that comes twice, a
/// default out of bounds or not among the choices.
template <std::size_t n>
class OptionList {
public:
    /// Checks all declarations while the plugin is compiled.
    template <class... T>
    explicit(false) consteval OptionList(const Option<T>&... options)
        : declarations_{options.declaration()...} {
        for (std::size_t i = 0; i < n; ++i) {
            check_name(declarations_[i].name);
            check_default(declarations_[i]);
            for (std::size_t j = 0; j < i; ++j) {
                if (declarations_[i].name == declarations_[j].name) throw "a name comes twice";
            }
        }
    }

    /// In the order of the declaration.
    constexpr const std::array<OptionDeclaration, n>& declarations() const { return declarations_; }

    /// In the order of the declaration.
    std::vector<OptionSpec> specs() const {
        std::vector<OptionSpec> result;
        result.reserve(n);
        for (const OptionDeclaration& option : declarations_) result.push_back(spec_of(option));
        return result;
    }

private:
    static constexpr void check_name(std::string_view name) {
        if (name.empty()) throw "an option has no name";
        for (const char letter : name) {
            const bool good = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
            if (!good && letter != '-')
                throw "an option's name is small letters, digits and dashes";
        }
    }

    static constexpr void check_default(const OptionDeclaration& option) {
        if (option.number < option.minimum || option.number > option.maximum) {
            throw "an option's default is out of its bounds";
        }
        if (option.choices.front() == nullptr) return;
        std::string_view rest = option.text;
        if (option.kind == OptionKind::text) return check_chosen(option, rest);
        while (!rest.empty()) check_chosen(option, take_item(rest));
    }

    static constexpr void check_chosen(const OptionDeclaration& option, std::string_view item) {
        for (const char* choice : option.choices) {
            if (choice != nullptr && choice == item) return;
        }
        throw "an option's default is not among its choices";
    }

    std::array<OptionDeclaration, n> declarations_;
};

/// So that `OptionList options{port, timeout};` needs no count.
template <class... T>
OptionList(const Option<T>&...) -> OptionList<sizeof...(T)>;

}  // namespace plexus::inline v1
