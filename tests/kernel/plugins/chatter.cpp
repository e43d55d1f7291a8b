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

    static void options(Options& options) {
        options.declare({.name = "debug-lines",
                         .kind = OptionKind::number,
                         .fallback = "0",
                         .help = "lines at level debug"});
        options.declare({.name = "info-lines",
                         .kind = OptionKind::number,
                         .fallback = "0",
                         .help = "lines at level info"});
        options.declare({.name = "defect",
                         .kind = OptionKind::text,
                         .fallback = "none",
                         .help = "what to die of",
                         .choices = {"none", "assert", "terminate", "throw"}});
    }

    explicit Chatter(Host& host) : host_(host), log_(host.logger()) {
        host.publish<StatusReporter>(*this);
    }

    awaitable<void> run() override {
        for (std::int64_t line = 0; line < host_.settings().number("debug-lines"); ++line) {
            PLEXUS_LOG(log_, debug) << "small talk" << kv("line", line);
        }
        for (std::int64_t line = 0; line < host_.settings().number("info-lines"); ++line) {
            PLEXUS_LOG(log_, info)
                << "talk" << kv("line", line) << kv("text", "\x1b[2J \"said\" by=\xff\n");
        }
        std::cout << "said all" << std::endl;
        PLEXUS_LOG(log_, info) << "last words";
        die_of(host_.settings().text("defect"));
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
