#include "options.hpp"

namespace plexus::inline v1 {

OptionSpec spec_of(const OptionDeclaration& option) {
    OptionSpec spec;
    spec.name = option.name;
    spec.kind = option.kind;
    spec.fallback =
        option.is_text() ? std::string(option.text) : written_value(option.kind, option.number);
    spec.help = option.help;
    spec.unit = option.unit;
    spec.minimum = option.minimum;
    spec.maximum = option.maximum;
    for (const char* choice : option.choices) {
        if (choice != nullptr) spec.choices.emplace_back(choice);
    }
    return spec;
}

}  // namespace plexus::inline v1
