// Provides toy.voice; built as `voice` and as `shout`, which makes two providers of one service,
// and once more as a later build of `voice`, which speaks otherwise.
#include "voice.hpp"

#include <array>
#include <iostream>

#include <api/async/task_scope.hpp>
#include <api/plugin/export.hpp>

#ifndef TOY_ENDING
#define TOY_ENDING ""
#endif

namespace {

using namespace plexus;

class ToyVoice final : public Plugin, public toy::Voice {
public:
    static constexpr std::array provides{toy::Voice::key};
    static constexpr std::array<Need, 0> needs{};
    static constexpr std::array commands{Command{"say-" TOY_NAME, "WORD...", "says the words"},
                                         Command{"speak", "WORD...", "says the words too"}};

    static constexpr Option<int> volume{
        .name = "volume", .fallback = 50, .maximum = 100, .help = "how loud"};
    static constexpr Option<std::string> suffix{.name = "only-" TOY_NAME,
                                                .help = "what follows each word"};
    static constexpr OptionList options{volume, suffix};

    explicit ToyVoice(Host& host) : host_(host) { host.publish<toy::Voice>(*this); }

    std::string say(const std::string& word) override { return word + host_[suffix] + TOY_ENDING; }

    awaitable<void> run() override {
        TaskScope scope(host_.strand());
        co_await scope.serve();
    }

    awaitable<int> command(std::string, std::vector<std::string> arguments) override {
        for (const std::string& word : arguments) std::cout << say(word) << '\n';
        std::cout << "volume " << host_[volume] << '\n';
        co_return arguments.empty() ? 3 : 0;
    }

private:
    Host& host_;
};

}  // namespace

PLEXUS_PLUGIN(ToyVoice, TOY_NAME, "1.2.3", "a toy that speaks");
