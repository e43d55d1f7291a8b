// Refers to a function that nobody has.
#include <array>

#include <api/plugin/export.hpp>

extern "C" void function_that_nobody_has();

namespace {

using namespace plexus;

class Unresolved final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array<Need, 0> needs{};

    explicit Unresolved(Host&) { function_that_nobody_has(); }
};

}  // namespace

PLEXUS_PLUGIN(Unresolved, "unresolved", "1.0.0", "a toy with a hole");
