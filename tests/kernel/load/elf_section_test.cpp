#include <kernel/load/elf_section.hpp>

#include <elf.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <fstream>
#include <functional>
#include <sstream>

#include <api/plugin/config_error.hpp>
#include <api/plugin/descriptor.hpp>

#include <tests/kernel/temporary_folder.hpp>

namespace {

using namespace plexus;
using namespace plexus::kernel;

constexpr std::size_t limit = 100'000;

std::string bytes_of(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

/// A real plugin, to be damaged.
struct Damaged {
    /// What is said about these bytes; empty if the section could be read.
    std::string refusal(const std::string& contents) const {
        const std::filesystem::path file = folder.path() / "damaged.so";
        std::ofstream(file, std::ios::binary) << contents;
        try {
            read_section(file, PLEXUS_PLUGIN_SECTION, limit);
        } catch (const ConfigError& error) {
            const std::string text = error.what();
            BOOST_TEST(text.starts_with(file.string() + " is no plugin: "), text);
            BOOST_TEST(text.find('\n') == std::string::npos);
            return text;
        }
        return "";
    }

    std::string with_header(const std::function<void(Elf64_Ehdr&)>& change) const {
        std::string copy = whole;
        Elf64_Ehdr header;
        std::memcpy(&header, copy.data(), sizeof header);
        change(header);
        std::memcpy(copy.data(), &header, sizeof header);
        return copy;
    }

    /// Changes every entry of the table of sections.
    std::string with_sections(const std::function<void(Elf64_Shdr&)>& change) const {
        std::string copy = whole;
        Elf64_Ehdr header;
        std::memcpy(&header, copy.data(), sizeof header);
        for (std::size_t i = 0; i < header.e_shnum; ++i) {
            char* const place = copy.data() + header.e_shoff + i * sizeof(Elf64_Shdr);
            Elf64_Shdr section;
            std::memcpy(&section, place, sizeof section);
            change(section);
            std::memcpy(place, &section, sizeof section);
        }
        return copy;
    }

    TemporaryFolder folder;
    std::string whole = bytes_of(GOOD_PLUGINS "/voice.so");
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(elf_section, Damaged)

BOOST_AUTO_TEST_CASE(the_section_is_read_as_it_lies_in_the_file) {
    const std::string text = read_section(GOOD_PLUGINS "/voice.so", PLEXUS_PLUGIN_SECTION, limit);

    BOOST_TEST(text.starts_with("{\"interface\":"));
    BOOST_TEST(text.ends_with("}"));
    BOOST_TEST(contains(whole, text));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_off_anywhere_is_refused) {
    const std::size_t steps = 200;
    for (std::size_t i = 0; i < steps; ++i) {
        BOOST_TEST(refusal(whole.substr(0, whole.size() * i / steps)) != "");
    }
    BOOST_TEST(refusal(whole.substr(0, whole.size() - 1)) != "");
}

BOOST_AUTO_TEST_CASE(what_is_no_shared_object_of_this_machine_is_refused) {
    BOOST_TEST(contains(refusal("this is no program\n"), "it is not a 64-bit shared object"));
    const auto with = [this](auto change) { return refusal(with_header(change)); };
    BOOST_TEST(with([](Elf64_Ehdr& header) { header.e_ident[EI_CLASS] = ELFCLASS32; }) != "");
    BOOST_TEST(with([](Elf64_Ehdr& header) { header.e_ident[EI_DATA] = ELFDATA2MSB; }) != "");
    BOOST_TEST(with([](Elf64_Ehdr& header) { header.e_type = ET_REL; }) != "");
}

BOOST_AUTO_TEST_CASE(a_table_of_sections_that_lies_elsewhere_is_refused) {
    const auto with = [this](auto change) { return refusal(with_header(change)); };
    for (const std::uint64_t offset :
         {whole.size() - 1, std::uint64_t{1} << 62, ~std::uint64_t{0}}) {
        BOOST_TEST(contains(with([&](Elf64_Ehdr& header) { header.e_shoff = offset; }), "damaged"));
    }
    BOOST_TEST(contains(with([](Elf64_Ehdr& header) { header.e_shnum = 0; }), "damaged"));
    BOOST_TEST(contains(with([](Elf64_Ehdr& header) { header.e_shnum = 0xffff; }), "damaged"));
    BOOST_TEST(contains(with([](Elf64_Ehdr& header) { header.e_shentsize = 1; }), "damaged"));
    BOOST_TEST(contains(with([](Elf64_Ehdr& header) { header.e_shstrndx = 0xfff0; }), "damaged"));
}

BOOST_AUTO_TEST_CASE(sections_that_lie_elsewhere_are_refused) {
    const auto with = [this](auto change) { return refusal(with_sections(change)); };
    BOOST_TEST(with([](Elf64_Shdr& section) { section.sh_offset = ~0ULL; }) != "");
    BOOST_TEST(with([](Elf64_Shdr& section) { section.sh_size = ~0ULL; }) != "");
    BOOST_TEST(with([](Elf64_Shdr& section) { section.sh_name = ~0U; }) != "");
    BOOST_TEST(with([](Elf64_Shdr& section) { section.sh_type = SHT_NOBITS; }) != "");
}

BOOST_AUTO_TEST_CASE(no_single_flipped_byte_of_header_or_table_does_harm) {
    Elf64_Ehdr header;
    std::memcpy(&header, whole.data(), sizeof header);
    const auto flip = [this](std::size_t place) {
        std::string copy = whole;
        copy[place] = static_cast<char>(~copy[place]);
        static_cast<void>(refusal(copy));  // read or refused, both are well
    };
    for (std::size_t i = 0; i < sizeof header; ++i) flip(i);
    for (std::size_t i = header.e_shoff; i < whole.size(); i += 7) flip(i);
}

BOOST_AUTO_TEST_CASE(a_section_beyond_the_limit_is_refused) {
    BOOST_CHECK_THROW(read_section(GOOD_PLUGINS "/voice.so", PLEXUS_PLUGIN_SECTION, 10),
                      ConfigError);
}

BOOST_AUTO_TEST_CASE(a_shared_object_without_the_section_is_told_so) {
    BOOST_CHECK_EXCEPTION(
        read_section(GOOD_PLUGINS "/voice.so", ".other", limit), ConfigError,
        [](const auto& error) { return contains(error.what(), "it has no section .other"); });
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_not_opened) {
    const std::filesystem::path pipe = folder.path() / "pipe.so";
    BOOST_REQUIRE(::mkfifo(pipe.c_str(), S_IRUSR | S_IWUSR) == 0);

    BOOST_CHECK_THROW(read_section(pipe, PLEXUS_PLUGIN_SECTION, limit), ConfigError);
    BOOST_CHECK_THROW(read_section(folder.path(), PLEXUS_PLUGIN_SECTION, limit), ConfigError);
    BOOST_CHECK_THROW(read_section("/nonexistent", PLEXUS_PLUGIN_SECTION, limit), ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
