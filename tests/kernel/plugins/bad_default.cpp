// Declares a default that its own bounds refuse.
#include <array>

#include <api/plugin/export.hpp>

namespace {

using namespace plexus;

class BadDefault final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array<Need, 0> needs{};

    static void options(Options& options) {
        options.declare({"size", OptionKind::number, "11", "how big", 0, 10});
    }

    explicit BadDefault(Host&) {}
};

}  // namespace

PLEXUS_PLUGIN(BadDefault, "bad_default", "1.0.0", "a toy with a useless default");
