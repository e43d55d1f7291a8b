#include "plugin_file.hpp"

#define BOOST_DLL_USE_STD_FS  // paths of the standard library throughout
#include <dlfcn.h>
#include <elf.h>

#include <algorithm>
#include <boost/dll/library_info.hpp>
#include <boost/dll/shared_library.hpp>
#include <cstring>
#include <fstream>
#include <string>

#include <api/plugin/export.hpp>
#include <api/plugin/options.hpp>

namespace plexus::kernel {
namespace {

namespace fs = std::filesystem;

constexpr const char* symbol = "plexus_plugin_v1";

[[noreturn]] void refuse(const fs::path& file, const std::string& sentence) {
    throw ConfigError(file.string() + " " + sentence);
}

/// library_info trusts the file's section table, so a text or half a copy must not get that far.
void check_elf(const fs::path& file) {
    std::error_code error;
    const std::uintmax_t size = fs::is_regular_file(file, error) ? fs::file_size(file, error) : 0;
    std::ifstream stream(file, std::ios::binary);
    Elf64_Ehdr header{};
    stream.read(reinterpret_cast<char*>(&header), sizeof header);
    if (!stream || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
        header.e_ident[EI_CLASS] != ELFCLASS64) {
        refuse(file, "is no plugin: it is not a 64-bit shared object");
    }
    const std::uint64_t table = std::uint64_t{header.e_shnum} * header.e_shentsize;
    if (header.e_shoff > size || table > size - header.e_shoff || header.e_shnum == 0 ||
        header.e_shentsize != sizeof(Elf64_Shdr) || header.e_shstrndx >= header.e_shnum) {
        refuse(file, "is no plugin: it is cut off or damaged; build or copy it anew");
    }
}

void check_symbol(const fs::path& file) {
    check_elf(file);
    constexpr bool throw_if_not_native = true;
    boost::dll::library_info info(file, throw_if_not_native);
    const std::vector<std::string> symbols = info.symbols();
    if (std::ranges::find(symbols, symbol) != symbols.end()) return;
    const bool other = std::ranges::any_of(
        symbols, [](const std::string& name) { return name.starts_with("plexus_plugin_v"); });
    if (other) refuse(file, "was built for another plexus; rebuild it against this one");
    refuse(file, "is no plugin: it does not export plexus_plugin_v1; see PLEXUS_PLUGIN");
}

/// The code stays mapped when the library is closed: a timer or a deleter may hold an address in it
/// for longer than anyone remembers.
boost::dll::shared_library map(const fs::path& file) {
    using namespace boost::dll::load_mode;
    const type mode = rtld_now | rtld_local | static_cast<type>(RTLD_NODELETE);
    boost::dll::fs::error_code error;
    boost::dll::shared_library library(file, mode, error);
    if (error) {
        const char* reason = ::dlerror();
        refuse(file, "cannot be loaded: " + (reason ? std::string(reason) : error.message()) +
                         "; rebuild it against this plexus");
    }
    return library;
}

}  // namespace

void check_toolchain(const std::string& whose, const char* toolchain) {
    if (std::strcmp(toolchain, plugin_toolchain) != 0) {
        throw ConfigError(whose + " was built with '" + toolchain + "', but this plexus with '" +
                          plugin_toolchain + "'; rebuild it with the same");
    }
}

void check_descriptor(const std::string& whose, const PluginDescriptor& descriptor) {
    if (descriptor.abi != plugin_abi) {
        throw ConfigError(whose + " has plugin ABI " + std::to_string(descriptor.abi) +
                          ", but this plexus has " + std::to_string(plugin_abi) + "; rebuild it");
    }
    if (descriptor.size < sizeof(PluginDescriptor)) {
        throw ConfigError(whose + " has a descriptor of " + std::to_string(descriptor.size) +
                          " bytes, but this plexus needs " +
                          std::to_string(sizeof(PluginDescriptor)) + "; rebuild it");
    }
    check_toolchain(whose, descriptor.toolchain);
}

const PluginDescriptor& open_plugin_file(const fs::path& file) {
    try {
        check_symbol(file);
        const auto& descriptor = map(file).get<const PluginDescriptor>(symbol);
        check_descriptor(file.string(), descriptor);
        return descriptor;
    } catch (const ConfigError&) {
        throw;
    } catch (const std::exception& error) {
        refuse(file, std::string("is no plugin: ") + error.what());
    }
}

}  // namespace plexus::kernel
