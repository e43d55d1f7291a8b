#include "option_table.hpp"

#include <algorithm>

namespace plexus::kernel {

void OptionTable::add(const std::string& owner, const std::vector<OptionSpec>& specs) {
    for (const OptionSpec& spec : specs) {
        const std::string full_name = owner.empty() ? spec.name : owner + "." + spec.name;
        specs_.emplace(full_name, spec);
        if (!owner.empty()) short_names_.emplace(spec.name, full_name);
    }
}

std::vector<std::string> OptionTable::meanings(const std::string& key) const {
    if (specs_.contains(key)) return {key};
    std::vector<std::string> names;
    const auto [begin, end] = short_names_.equal_range(key);
    for (auto entry = begin; entry != end; ++entry) names.push_back(entry->second);
    return names;
}

std::vector<std::string> OptionTable::spellings() const {
    std::vector<std::string> names;
    for (const auto& [name, spec] : specs_) names.push_back(name);
    for (const auto& [name, full_name] : short_names_) {
        if (!specs_.contains(name) && (names.empty() || names.back() != name))
            names.push_back(name);
    }
    return names;
}

std::string environment_name(const std::string& full_name) {
    std::string name = "PLEXUS_" + full_name;
    for (char& letter : name) {
        if (letter == '-' || letter == '.') letter = '_';
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    return name;
}

}  // namespace plexus::kernel
