#include "option_table.hpp"

namespace plexus::embed {

void OptionTable::add(const std::string& owner, const std::vector<OptionSpec>& specs) {
    for (const OptionSpec& spec : specs) {
        const std::string full_name = owner.empty() ? spec.name : owner + "." + spec.name;
        specs_.emplace(full_name, spec);
        if (!owner.empty()) short_names_[spec.name].insert(full_name);
    }
}

std::vector<std::string> OptionTable::meanings(const std::string& key) const {
    if (specs_.contains(key)) return {key};
    const auto entry = short_names_.find(key);
    if (entry == short_names_.end()) return {};
    return {entry->second.begin(), entry->second.end()};
}

std::vector<std::string> OptionTable::spellings() const {
    std::vector<std::string> names;
    for (const auto& [name, spec] : specs_) names.push_back(name);
    for (const auto& [name, full_names] : short_names_) {
        if (!specs_.contains(name)) names.push_back(name);
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

}  // namespace plexus::embed
