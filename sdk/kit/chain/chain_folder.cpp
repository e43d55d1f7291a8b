#include "chain_folder.hpp"

#include <fstream>

#include <api/core/printable.hpp>
#include <api/plugin/config_error.hpp>

namespace plexus::inline v1::chain {
namespace {

constexpr const char* note_name = "genesis";
constexpr std::size_t longest_name = 40;

}  // namespace

void note_chain(const std::filesystem::path& data_dir, const SpecProfile& profile) {
    std::ofstream note(data_dir / note_name, std::ios::trunc);
    note << to_hex(profile.genesis().hash) << ' ' << profile.name() << '\n';
}

void check_chain(const std::filesystem::path& data_dir, const SpecProfile& profile) {
    std::ifstream note(data_dir / note_name);
    std::string digits;
    std::string name;
    if (!(note >> digits >> name)) return;
    const auto hash = fixed_from_hex<Hash256::size_bytes>(digits);
    if (!hash || *hash == profile.genesis().hash) return;
    const std::string other = printable(name, longest_name);
    throw ConfigError("the node of " + data_dir.string() + " was on the chain of '" + other +
                      "' with the genesis block 0x" + digits + ", and not on that of '" +
                      profile.name() + "': list its plugin, and set what it needs");
}

}  // namespace plexus::inline v1::chain
