#include "elf_section.hpp"

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

#include <api/plugin/config_error.hpp>

namespace plexus::kernel {
namespace {

namespace fs = std::filesystem;

// A large plugin has some fifty sections, with debug information and templates some thousand.
constexpr std::size_t most_sections = 65'536;
constexpr std::size_t longest_names_bytes = 16 * 1024 * 1024;

class ElfFile {
public:
    explicit ElfFile(const fs::path& file) : file_(file) {
        std::error_code error;
        // Opening anything else, such as a pipe, might wait for good.
        if (!fs::is_regular_file(file, error)) refuse("is no plugin: it is not a file");
        size_ = fs::file_size(file, error);
        if (error) refuse("cannot be read: " + error.message());
        stream_.open(file, std::ios::binary);
        if (!stream_) refuse("cannot be read; may this user read it?");
    }

    [[noreturn]] void refuse(const std::string& sentence) const {
        throw ConfigError(file_.string() + " " + sentence);
    }

    [[noreturn]] void damaged() const {
        refuse("is no plugin: it is cut off or damaged; build or copy it anew");
    }

    void check_header() {
        const bool whole = size_ >= sizeof header_;
        if (whole) read(0, &header_, sizeof header_);
        if (!whole || std::memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0 ||
            header_.e_ident[EI_CLASS] != ELFCLASS64 || header_.e_ident[EI_DATA] != ELFDATA2LSB ||
            header_.e_type != ET_DYN) {
            refuse("is no plugin: it is not a 64-bit shared object");
        }
    }

    std::vector<Elf64_Shdr> sections() {
        const std::size_t count = header_.e_shnum;
        if (count == 0 || count > most_sections || header_.e_shentsize != sizeof(Elf64_Shdr) ||
            header_.e_shstrndx >= count) {
            damaged();
        }
        std::vector<Elf64_Shdr> sections(count);
        read(header_.e_shoff, sections.data(), count * sizeof(Elf64_Shdr));
        return sections;
    }

    std::string names(const std::vector<Elf64_Shdr>& sections) {
        const Elf64_Shdr& section = sections[header_.e_shstrndx];
        if (section.sh_size > longest_names_bytes) damaged();
        return contents(section);
    }

    std::string contents(const Elf64_Shdr& section) {
        if (section.sh_type == SHT_NOBITS || section.sh_size > size_) damaged();
        std::string text(section.sh_size, '\0');
        read(section.sh_offset, text.data(), text.size());
        return text;
    }

private:
    void read(std::uint64_t offset, void* out, std::size_t count) {
        if (offset > size_ || count > size_ - offset) damaged();
        stream_.seekg(static_cast<std::streamoff>(offset));
        stream_.read(static_cast<char*>(out), static_cast<std::streamsize>(count));
        if (!stream_) damaged();
    }

    const fs::path& file_;
    std::uint64_t size_ = 0;
    std::ifstream stream_;
    Elf64_Ehdr header_{};
};

}  // namespace

std::string read_section(const fs::path& file, std::string_view name, std::size_t limit_bytes) {
    ElfFile elf(file);
    elf.check_header();
    const std::vector<Elf64_Shdr> sections = elf.sections();
    const std::string names = elf.names(sections);
    for (const Elf64_Shdr& section : sections) {
        if (section.sh_name >= names.size()) elf.damaged();
        if (names.c_str() + section.sh_name != name) continue;
        if (section.sh_size > limit_bytes) elf.damaged();
        return elf.contents(section);
    }
    elf.refuse("is no plugin: it has no section " + std::string(name) + "; see PLEXUS_PLUGIN");
}

}  // namespace plexus::kernel
