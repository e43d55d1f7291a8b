// Provides toy.voice; built twice, as `voice` and as `shout`, which makes two providers of one
// service.
#include "voice.hpp"

#include <array>
#include <iostream>

#include <api/async/task_scope.hpp>
#include <api/plugin/export.hpp>

namespace {

using namespace plexus;

class ToyVoice final : public Plugin, public toy::Voice {
public:
    static constexpr std::array provides{toy::Voice::key};
    static constexpr std::array<Need, 0> needs{};
    static constexpr std::array commands{Command{"say-" TOY_NAME, "WORD...", "says the words"},
                                         Command{"speak", "WORD...", "says the words too"}};

    static void options(Options& options) {
        options.declare({"volume", OptionKind::number, "50", "how loud", 0, 100});
        options.declare({"only-" TOY_NAME, OptionKind::text, "", "what follows each word"});
    }

    explicit ToyVoice(Host& host) : host_(host) { host.publish<toy::Voice>(*this); }

    std::string say(const std::string& word) override {
        return word + host_.settings().text("only-" TOY_NAME);
    }

    awaitable<void> run() override {
        TaskScope scope(host_.strand());
        co_await scope.serve();
    }

    awaitable<int> command(std::string, std::vector<std::string> arguments) override {
        for (const std::string& word : arguments) std::cout << say(word) << '\n';
        std::cout << "volume " << host_.settings().number("volume") << '\n';
        co_return arguments.empty() ? 3 : 0;
    }

private:
    Host& host_;
};

}  // namespace

PLEXUS_PLUGIN(ToyVoice, TOY_NAME, "1.2.3", "a toy that speaks");
