#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <api/plugin/descriptor.hpp>
#include <api/plugin/interface.hpp>
#include <api/plugin/options.hpp>
#include <api/plugin/service.hpp>

/// Writes what a plugin declares as JSON, while the plugin is compiled. `read_metadata` is the
/// other direction. Only PLEXUS_PLUGIN and describe_plugin() need this.
namespace plexus::inline v1::detail {

/// Writes JSON into a buffer, or only counts how long it becomes: a constant has to be as long as
/// its text.
class JsonText {
public:
    constexpr explicit JsonText(char* out) : out_(out) {}

    constexpr void open(char bracket) {
        separate();
        put(bracket);
        first_ = true;
    }
    constexpr void close(char bracket) {
        put(bracket);
        first_ = false;
    }
    constexpr void key(std::string_view name) {
        quote(name);
        put(':');
        first_ = true;
    }
    constexpr void quote(std::string_view value) {
        separate();
        put('"');
        for (const char letter : value) {
            if (static_cast<unsigned char>(letter) < ' ') throw "a control character in metadata";
            if (letter == '"' || letter == '\\') put('\\');
            put(letter);
        }
        put('"');
    }
    constexpr void value(OptionKind kind, std::int64_t value) {
        separate();
        put('"');
        write_value(*this, kind, value);
        put('"');
    }
    constexpr void number(std::int64_t value) {
        separate();
        write_value(*this, OptionKind::number, value);
    }
    constexpr void flag(bool value) {
        separate();
        write_value(*this, OptionKind::flag, value ? 1 : 0);
    }

    constexpr void member(std::string_view name, std::string_view value) {
        key(name);
        quote(value);
    }
    constexpr void member(std::string_view name, std::int64_t value) {
        key(name);
        number(value);
    }

    constexpr void append(std::string_view raw) {
        for (const char letter : raw) put(letter);
    }
    constexpr std::size_t size() const { return size_; }

private:
    constexpr void separate() {
        if (!first_) put(',');
        first_ = false;
    }

    constexpr void put(char letter) {
        if (out_ != nullptr) out_[size_] = letter;
        ++size_;
    }

    char* out_;
    std::size_t size_ = 0;
    bool first_ = true;
};

constexpr std::string_view word_of(OptionKind kind) {
    constexpr std::string_view words[]{"flag", "number", "duration", "size", "text", "list"};
    return words[static_cast<std::size_t>(kind)];
}

constexpr std::string_view word_of(Count count) {
    constexpr std::string_view words[]{"one", "maybe", "all"};
    return words[static_cast<std::size_t>(count)];
}

constexpr std::string_view word_of(When when) {
    constexpr std::string_view words[]{"before-me", "any-time"};
    return words[static_cast<std::size_t>(when)];
}

constexpr void write(JsonText& out, const ServiceKey& key) {
    out.member("service", key.name);
    out.member("major", std::int64_t{key.major});
    out.key("many");
    out.flag(key.cardinality == Cardinality::many);
}

constexpr void write(JsonText& out, const Need& need) {
    write(out, need.key);
    out.member("count", word_of(need.count));
    out.member("when", word_of(need.when));
}

constexpr void write(JsonText& out, const Command& command) {
    out.member("name", command.name);
    out.member("usage", command.usage);
    out.member("summary", command.summary);
    out.key("shared");
    out.flag(command.folder_use == FolderUse::shared);
}

constexpr void write(JsonText& out, const OptionDeclaration& option) {
    out.member("name", option.name);
    out.member("kind", word_of(option.kind));
    out.key("default");
    if (option.is_text()) {
        out.quote(option.text);
    } else {
        out.value(option.kind, option.number);
    }
    out.member("help", option.help);
    if (!option.unit.empty()) out.member("unit", option.unit);
    if (option.kind != OptionKind::flag && !option.is_text()) {
        out.member("minimum", option.minimum);
        out.member("maximum", option.maximum);
    }
    if (option.choices.front() == nullptr) return;
    out.key("choices");
    out.open('[');
    for (const char* choice : option.choices) {
        if (choice != nullptr) out.quote(choice);
    }
    out.close(']');
}

template <class Elements>
constexpr void write_all(JsonText& out, std::string_view name, const Elements& elements) {
    out.key(name);
    out.open('[');
    for (const auto& element : elements) {
        out.open('{');
        write(out, element);
        out.close('}');
    }
    out.close(']');
}

/// @param T    the class of the plugin, as PLEXUS_PLUGIN takes it
/// @param out  null to learn the size
/// @returns    how many letters the text has
template <class T>
constexpr std::size_t write_metadata(char* out, std::string_view toolchain, std::string_view name,
                                     std::string_view version, std::string_view summary) {
    JsonText text(out);
    text.open('{');
    text.member("interface", std::int64_t{PLEXUS_INTERFACE});
    text.member("toolchain", toolchain);
    text.member("name", name);
    text.member("version", version);
    text.member("summary", summary);
    write_all(text, "provides", T::provides);
    write_all(text, "needs", T::needs);
    if constexpr (requires { T::options; }) {
        write_all(text, "options", T::options.declarations());
    }
    if constexpr (requires { T::commands; }) write_all(text, "commands", T::commands);
    text.close('}');
    return text.size();
}

}  // namespace plexus::inline v1::detail
