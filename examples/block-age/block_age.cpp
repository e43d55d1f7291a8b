#include <api/async/clock.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/plugin/export.hpp>
#include <api/rpc/method_provider.hpp>

namespace {

using namespace plexus;

/// The method example_blockAge: how many seconds ago the last block was made.
class BlockAge final : public Plugin, public rpc::MethodProvider {
public:
    static constexpr std::array provides{rpc::MethodProvider::key};
    static constexpr std::array needs{one<chain::ChainReader>};

    explicit BlockAge(Host& host) : host_(host), reader_(host.get<chain::ChainReader>()) {
        host.publish<rpc::MethodProvider>(*this);
    }

    std::vector<std::string> methods() const override { return {"example_blockAge"}; }

    awaitable<boost::json::value> call(std::string, boost::json::value) override {
        const auto now = Clock::of(host_.strand()).wall().time_since_epoch();
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
        co_return seconds - static_cast<std::int64_t>(reader_.head().time);
    }

private:
    Host& host_;
    chain::ChainReader& reader_;
};

}  // namespace

PLEXUS_PLUGIN(BlockAge, "block_age", "1.0.0", "tells how old the last block is");
