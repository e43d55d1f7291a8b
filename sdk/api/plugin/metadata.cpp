#include "metadata.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <limits>
#include <optional>

#include <api/core/printable.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/metadata_text.hpp>
#include <api/plugin/option_value.hpp>
#include <api/plugin/toolchain.hpp>

namespace plexus::inline v1 {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_name = 64;

/// What is not would reach the terminal of whoever lists the plugins.
bool is_printable(std::string_view text) { return printable(text) == text; }

/// A name stands in file names, options and environment variables.
bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= longest_name &&
           std::ranges::all_of(text, [](char letter) {
               return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                      (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
           });
}

/// One object of the metadata, whose members must be there and of the requested type.
class Fields {
public:
    Fields(const json::value& value, std::string whose) : whose_(std::move(whose)) {
        if (!value.is_object()) fail("an object is missing");
        object_ = &value.get_object();
    }

    [[noreturn]] void fail(const std::string& what) const {
        throw ConfigError(whose_ + " has damaged metadata: " + what + "; build or copy it anew");
    }

    const char* text(std::string_view key) const {
        const json::string* text = member(key).if_string();
        if (text == nullptr || !is_printable(*text)) fail(quoted(key) + " is no text");
        return text->c_str();
    }

    std::string name(std::string_view key) const {
        std::string text = this->text(key);
        if (!is_name(text)) fail(quoted(key) + " is no name");
        return text;
    }

    std::int64_t number(std::string_view key) const {
        const std::int64_t* number = member(key).if_int64();
        if (number == nullptr) fail(quoted(key) + " is no whole number");
        return *number;
    }

    bool flag(std::string_view key) const {
        const bool* flag = member(key).if_bool();
        if (flag == nullptr) fail(quoted(key) + " is neither true nor false");
        return *flag;
    }

    /// The enumerator with the word that stands there.
    template <class Enum>
    Enum word(std::string_view key, Enum last) const {
        const std::string_view word = text(key);
        for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) {
            if (detail::word_of(static_cast<Enum>(i)) == word) return static_cast<Enum>(i);
        }
        fail(quoted(key) + " is an unknown word");
    }

    bool has(std::string_view key) const { return object_->contains(key); }

    /// Reads every element of an array.
    template <class Read>
    auto list(std::string_view key, Read read) const {
        const json::array* array = member(key).if_array();
        if (array == nullptr) fail(quoted(key) + " is no list");
        std::vector<decltype(read(array->front()))> elements;
        for (const json::value& element : *array) elements.push_back(read(element));
        return elements;
    }

    Fields object(const json::value& value) const { return {value, whose_}; }

private:
    static std::string quoted(std::string_view key) { return "'" + std::string(key) + "'"; }

    const json::value& member(std::string_view key) const {
        const json::value* value = object_->if_contains(key);
        if (value == nullptr) fail(quoted(key) + " is missing");
        return *value;
    }

    std::string whose_;
    const json::object* object_ = nullptr;
};

ServiceKey read_service(const Fields& fields) {
    const std::int64_t major = fields.number("major");
    if (major < 0 || major > std::numeric_limits<std::uint32_t>::max())
        fields.fail("a major is out of bounds");
    return {fields.text("service"), static_cast<std::uint32_t>(major),
            fields.flag("many") ? Cardinality::many : Cardinality::one};
}

Need read_need(const Fields& fields) {
    return {read_service(fields), fields.word("count", Count::all),
            fields.word("when", When::any_time)};
}

Command read_command(const Fields& fields) {
    return {fields.text("name"), fields.text("usage"), fields.text("summary"),
            fields.flag("shared") ? FolderUse::shared : FolderUse::exclusive};
}

OptionSpec read_option(const Fields& fields) {
    OptionSpec spec;
    spec.name = fields.name("name");
    spec.kind = fields.word("kind", OptionKind::list);
    spec.fallback = fields.text("default");
    spec.help = fields.text("help");
    if (fields.has("unit")) spec.unit = fields.text("unit");
    if (fields.has("minimum")) spec.minimum = fields.number("minimum");
    if (fields.has("maximum")) spec.maximum = fields.number("maximum");
    if (fields.has("choices")) {
        spec.choices = fields.list("choices", [&](const json::value& choice) {
            if (!choice.is_string() || !is_printable(choice.get_string()))
                fields.fail("a choice is no text");
            return std::string(choice.get_string());
        });
    }
    const std::string problem = value_problem(spec, {spec.fallback});
    if (!problem.empty()) {
        fields.fail("the default of option '" + spec.name + "' " + problem);
    }
    return spec;
}

void refuse_twins(const Fields& fields, const std::vector<OptionSpec>& options) {
    for (auto option = options.begin(); option != options.end(); ++option) {
        const auto same = [&](const OptionSpec& other) { return other.name == option->name; };
        if (std::any_of(std::next(option), options.end(), same)) {
            fields.fail("option '" + option->name + "' is declared twice");
        }
    }
}

}  // namespace

void check_interface(const std::string& whose, std::int64_t number) {
    if (number == PLEXUS_INTERFACE) return;
    throw ConfigError(whose + " was built for interface " + std::to_string(number) +
                      " of plexus, but this one has " + std::to_string(PLEXUS_INTERFACE) +
                      "; rebuild it against this one");
}

void check_toolchain(const std::string& whose, std::string_view toolchain) {
    if (toolchain == plugin_toolchain) return;
    throw ConfigError(whose + " was built with '" + std::string(toolchain) +
                      "', but this plexus with '" + plugin_toolchain +
                      "'; rebuild it with the same");
}

PluginMetadata read_metadata(const std::string& whose, std::string_view text) {
    boost::system::error_code error;
    const bool fits = text.size() <= metadata_limit_bytes;
    const auto document =
        std::make_shared<const json::value>(fits ? json::parse(text, error) : json::value{});
    if (error || !fits) {
        throw ConfigError(whose + " has damaged metadata: it is " +
                          (fits ? "no JSON" : "too long") + "; build or copy it anew");
    }
    const Fields fields(*document, whose);
    // Before the rest, of which another interface may have another idea.
    check_interface(whose, fields.number("interface"));
    check_toolchain(whose, fields.text("toolchain"));
    PluginMetadata plugin;
    plugin.name = fields.name("name");
    plugin.version = fields.text("version");
    plugin.summary = fields.text("summary");
    plugin.toolchain = fields.text("toolchain");
    const auto each = [&](auto read) {
        return [&fields, read](const json::value& element) { return read(fields.object(element)); };
    };
    plugin.provides = fields.list("provides", each(read_service));
    plugin.needs = fields.list("needs", each(read_need));
    if (fields.has("options")) plugin.options = fields.list("options", each(read_option));
    if (fields.has("commands")) plugin.commands = fields.list("commands", each(read_command));
    refuse_twins(fields, plugin.options);
    plugin.storage = document;
    return plugin;
}

}  // namespace plexus::inline v1
