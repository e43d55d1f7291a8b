// Needs one service and provides another, as its definitions say: for open needs and circles.
#include <array>

#include <api/plugin/export.hpp>

namespace {

using namespace plexus;

struct Provided {
    static constexpr ServiceKey key{TOY_PROVIDES, 1, Cardinality::one};
};
struct Needed {
    static constexpr ServiceKey key{TOY_NEEDS, 1, Cardinality::one};
};

class Needy final : public Plugin, public Provided {
public:
    static constexpr std::array provides{Provided::key};
    static constexpr std::array needs{one<Needed>};

    explicit Needy(Host& host) {
        host.publish<Provided>(*this);
        host.get<Needed>();
    }
};

}  // namespace

PLEXUS_PLUGIN(Needy, TOY_NAME, "1.0.0", "a toy that needs another");
