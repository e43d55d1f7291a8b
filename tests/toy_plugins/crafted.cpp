// A shared object whose metadata and descriptor are definitions: a build of somebody else's, or a
// damaged one. Its initialiser ends the process, since the kernel must not have mapped it, unless
// the metadata is fine and the fault is in the descriptor.
#include <cstdlib>
#include <string_view>

#include <api/plugin/export.hpp>

namespace {

using namespace plexus;

class Crafted final : public Plugin {
public:
    [[maybe_unused]] static constexpr std::array<ServiceKey, 0> provides{};
    [[maybe_unused]] static constexpr std::array<Need, 0> needs{};

    explicit Crafted(Host&) { std::abort(); }
};

#if defined(TOY_METADATA)
constexpr detail::Literal literal = TOY_METADATA;

consteval auto without_end() {
    std::array<char, literal.view().size()> letters{};
    std::ranges::copy(literal.view(), letters.begin());
    return letters;
}

__attribute__((PLEXUS_PLUGIN_METADATA)) constexpr auto metadata = without_end();

__attribute__((constructor)) void end() { std::abort(); }
#else
__attribute__((PLEXUS_PLUGIN_METADATA)) constexpr auto metadata =
    detail::metadata_of<Crafted, TOY_NAME, "1.0.0", "a toy">();
#endif

[[maybe_unused]] constexpr std::string_view text{metadata.data(), metadata.size()};

}  // namespace

#if !defined(TOY_INTERFACE)
#define TOY_INTERFACE PLEXUS_INTERFACE
#endif
#if !defined(TOY_TOOLCHAIN)
#define TOY_TOOLCHAIN plugin_toolchain
#endif
#if !defined(TOY_TEXT)
#define TOY_TEXT text
#endif

extern "C" {
extern const PLEXUS_API PluginDescriptor plexus_plugin_v1;
const PluginDescriptor plexus_plugin_v1 = {
    TOY_INTERFACE, TOY_TOOLCHAIN, std::string_view(TOY_TEXT).data(),
    std::string_view(TOY_TEXT).size(), &detail::create<Crafted>};
}
