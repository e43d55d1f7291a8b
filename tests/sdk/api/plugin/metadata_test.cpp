#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>
#include <api/plugin/metadata.hpp>

namespace {

using namespace plexus;
using namespace std::chrono_literals;

struct Voice {
    static constexpr ServiceKey key{"toy.voice", 2, Cardinality::many};
};

/// Declares one of everything.
class Toy final : public Plugin {
public:
    static constexpr std::array provides{Voice::key};
    static constexpr std::array needs{maybe<Voice, When::any_time>};
    static constexpr Option<std::chrono::milliseconds> pause{
        .name = "pause", .fallback = 90s, .minimum = 1s, .maximum = 1h, .help = "a \"pause\" \\"};
    static constexpr Option<std::string> mode{
        .name = "mode", .fallback = "fast", .help = "schnell, träge", .choices = {"fast", "slow"}};
    static constexpr Option<unsigned> peers{.name = "peers", .fallback = 7, .unit = "peers"};
    static constexpr OptionList options{pause, mode, peers};
    static constexpr std::array commands{
        Command{"speak", "WORD...", "says the words", FolderUse::shared}};

    explicit Toy(Host&) {}
};

constexpr PluginDescriptor toy = describe_plugin<Toy, "toy", "1.2.3", "a toy">();

std::string text_of_toy() { return {toy.metadata, toy.metadata_size}; }

/// The toy's metadata with something else in it.
std::string with(const std::string& old, const std::string& other) {
    std::string text = text_of_toy();
    const std::size_t place = text.find(old);
    BOOST_REQUIRE(place != std::string::npos);
    return text.replace(place, old.size(), other);
}

std::string refusal(const std::string& text) {
    try {
        read_metadata("toy.so", text);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metadata)

BOOST_AUTO_TEST_CASE(what_a_class_declares_is_what_is_read) {
    const PluginMetadata read = read_metadata("toy.so", text_of_toy());

    BOOST_TEST(read.name == "toy");
    BOOST_TEST(read.version == "1.2.3");
    BOOST_TEST(read.summary == "a toy");
    BOOST_TEST(read.toolchain == plugin_toolchain);
    BOOST_TEST(read.provides.at(0).name == std::string("toy.voice"));
    BOOST_TEST(read.provides.at(0).major == 2U);
    BOOST_TEST((read.provides.at(0).cardinality == Cardinality::many));
    BOOST_TEST((read.needs.at(0).count == Count::maybe));
    BOOST_TEST((read.needs.at(0).when == When::any_time));
    BOOST_TEST(read.commands.at(0).usage == std::string("WORD..."));
    BOOST_TEST((read.commands.at(0).folder_use == FolderUse::shared));
}

BOOST_AUTO_TEST_CASE(options_are_read_as_they_were_declared) {
    const PluginMetadata read = read_metadata("toy.so", text_of_toy());
    const std::vector<OptionSpec> declared = Toy::options.specs();

    BOOST_TEST(read.options.size() == declared.size());
    for (std::size_t i = 0; i < declared.size(); ++i) {
        BOOST_TEST(read.options[i].name == declared[i].name);
        BOOST_TEST((read.options[i].kind == declared[i].kind));
        BOOST_TEST(read.options[i].fallback == declared[i].fallback);
        BOOST_TEST(read.options[i].help == declared[i].help);
        BOOST_TEST(read.options[i].unit == declared[i].unit);
        BOOST_TEST(read.options[i].minimum == declared[i].minimum);
        BOOST_TEST(read.options[i].maximum == declared[i].maximum);
        BOOST_TEST(read.options[i].choices == declared[i].choices,
                   boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(names_live_as_long_as_a_copy) {
    PluginMetadata copy;
    {
        const PluginMetadata read = read_metadata("toy.so", text_of_toy());
        copy = read;
    }

    BOOST_TEST(copy.provides.at(0).name == std::string("toy.voice"));
}

BOOST_AUTO_TEST_CASE(another_interface_is_told_before_anything_else_is_read) {
    BOOST_TEST(refusal(R"({"interface":99,"toolchain":"x","shape":"unknown"})") ==
               "toy.so was built for interface 99 of plexus, but this one has " +
                   std::to_string(PLEXUS_INTERFACE) + "; rebuild it against this one");
}

BOOST_AUTO_TEST_CASE(another_toolchain_is_told_with_both) {
    const std::string text = refusal(with(plugin_toolchain, "msvc-6.0"));

    BOOST_TEST(text == "toy.so was built with 'msvc-6.0', but this plexus with '" +
                           std::string(plugin_toolchain) + "'; rebuild it with the same");
}

struct Damage {
    std::string old, other, because;

    friend std::ostream& operator<<(std::ostream& out, const Damage& damage) {
        return out << damage.other;
    }
};

const std::vector<Damage> damages{
    {"{\"interface\"", "{interface", "no JSON"},
    {"\"a toy\"", "\"a\\u001b[2Jtoy\"", "'summary' is no text"},
    {"\"a toy\"", "\"a\\u009b2Jtoy\"", "'summary' is no text"},
    {"\"a toy\"", "\"a\\u202etoy\"", "'summary' is no text"},  // turns the direction of writing
    {"\"a toy\"", "\"a\\u200btoy\"", "'summary' is no text"},  // cannot be seen
    {"\"a toy\"", "7", "'summary' is no text"},
    {"\"name\":\"toy\"", "\"name\":\"../toy\"", "'name' is no name"},
    {"\"name\":\"toy\"", "\"name\":\"\"", "'name' is no name"},
    {"\"name\":\"toy\"", "\"nome\":\"toy\"", "'name' is missing"},
    {"\"major\":2", "\"major\":-1", "a major is out of bounds"},
    {"\"major\":2", "\"major\":2.5", "'major' is no whole number"},
    {"\"many\":true", "\"many\":1", "'many' is neither true nor false"},
    {"\"maybe\"", "\"perhaps\"", "'count' is an unknown word"},
    {"\"provides\":[", "\"provides\":[7,", "an object is missing"},
    {"\"provides\":[", "\"provides\":{},\"other\":[", "'provides' is no list"},
    {"\"name\":\"mode\"", "\"name\":\"pause\"", "option 'pause' is declared twice"},
    {"\"default\":\"fast\"", "\"default\":\"odd\"", "the default of option 'mode' must be"},
    {"[\"fast\"", "[7", "a choice is no text"},
    {"\"kind\":\"text\"", "\"kind\":\"poem\"", "'kind' is an unknown word"},
};

BOOST_DATA_TEST_CASE(damage_is_one_sentence, boost::unit_test::data::make(damages)) {
    const std::string text = refusal(with(sample.old, sample.other));

    BOOST_TEST(text.starts_with("toy.so has damaged metadata: "), text);
    BOOST_TEST(text.find(sample.because) != std::string::npos, text);
    BOOST_TEST(text.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_cut_off_anywhere_is_refused) {
    const std::string whole = text_of_toy();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        BOOST_TEST(refusal(whole.substr(0, size)).starts_with("toy.so has damaged metadata: "));
    }
}

BOOST_AUTO_TEST_CASE(endless_and_deep_texts_are_refused) {
    BOOST_TEST(refusal(std::string(metadata_limit_bytes + 1, ' ')).find("too long") !=
               std::string::npos);
    BOOST_TEST(refusal(std::string(metadata_limit_bytes, '[')).find("no JSON") !=
               std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
