// Says much to the log, in ways that its options choose, and may die of a defect.
#include <array>
#include <iostream>
#include <thread>

#include <api/async/task_scope.hpp>
#include <api/core/assert.hpp>
#include <api/plugin/export.hpp>
#include <api/plugin/status_reporter.hpp>

namespace {

using namespace plexus;

class Chatter final : public Plugin, public StatusReporter {
public:
    static constexpr std::array provides{StatusReporter::key};
    static constexpr std::array<Need, 0> needs{};

    static constexpr Option<std::uint32_t> debug_lines{.name = "debug-lines",
                                                       .help = "lines at level debug"};
    static constexpr Option<std::uint32_t> info_lines{.name = "info-lines",
                                                      .help = "lines at level info"};
    static constexpr Option<std::string> defect{
        .name = "defect",
        .fallback = "none",
        .help = "what to die of",
        .choices = {"none", "assert", "terminate", "throw"}};
    static constexpr OptionList options{debug_lines, info_lines, defect};

    explicit Chatter(Host& host) : host_(host), log_(host.logger()) {
        host.publish<StatusReporter>(*this);
    }

    awaitable<void> run() override {
        for (std::uint32_t line = 0; line < host_[debug_lines]; ++line) {
            PLEXUS_LOG(log_, debug) << "small talk" << kv("line", line);
        }
        for (std::uint32_t line = 0; line < host_[info_lines]; ++line) {
            PLEXUS_LOG(log_, info)
                << "talk" << kv("line", line) << kv("text", "\x1b[2J \"said\" by=\xff\n");
        }
        std::cout << "said all" << std::endl;
        PLEXUS_LOG(log_, info) << "last words";
        die_of(host_[defect]);
        TaskScope scope(host_.strand());
        co_await scope.serve();
    }

    void report_status() noexcept override { PLEXUS_LOG(log_, info) << "status told"; }

private:
    static void die_of(const std::string& defect) {
        PLEXUS_ASSERT(defect != "assert");
        if (defect == "terminate") std::terminate();
        if (defect != "throw") return;
        std::thread([] { throw std::runtime_error("nobody catches this"); }).join();
    }

    Host& host_;
    Logger log_;
};

}  // namespace

PLEXUS_PLUGIN(Chatter, "chatter", "1.0.0", "a toy that says much to the log");
