// A plugin like any other, but mapping it ends the process: whoever only reads what plugins declare
// must not run this.
#include <array>
#include <cstdlib>

#include <api/plugin/export.hpp>

namespace {

using namespace plexus;

__attribute__((constructor)) void go_off() { std::abort(); }

class Bomb final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array<Need, 0> needs{};
    static constexpr Option<std::chrono::milliseconds> fuse{.name = "fuse", .help = "how long"};
    static constexpr OptionList options{fuse};
    static constexpr std::array commands{Command{"defuse", "", "too late"}};

    explicit Bomb(Host&) {}
};

}  // namespace

PLEXUS_PLUGIN(Bomb, "bomb", "1.0.0", "a toy that goes off when it is mapped");
