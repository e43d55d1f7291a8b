#include "import_report.hpp"

#include <chrono>

namespace plexus::chainstore {
namespace {

std::optional<std::uint64_t> percent(const ImportState& state) {
    if (!state.bytes_total) return std::nullopt;
    return *state.bytes_total == 0 ? 100 : 100 * state.bytes_read / *state.bytes_total;
}

std::uint64_t blocks(const ImportState& state) { return state.appended + state.skipped; }

}  // namespace

ImportReport::ImportReport(std::ostream& out, Style style, std::string file, SteadyTime began)
    : file_{std::move(file)}, bar_{out, style, "importing " + file_, began} {}

std::string ImportReport::rate(const ImportState& state, SteadyTime now) const {
    return std::to_string(bar_.per_second(blocks(state), now)) + " blocks/s";
}

void ImportReport::show(const ImportState& state, SteadyTime now) {
    bar_.show(percent(state), now, [&] {
        return ", " + std::to_string(blocks(state)) + " blocks, " + rate(state, now);
    });
}

void ImportReport::finish(const ImportState& state, SteadyTime now) {
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(bar_.elapsed(now));
    bar_.print("imported " + file_ + ": " + std::to_string(state.appended) + " blocks, " +
               std::to_string(state.skipped) + " there already, " +
               (state.mended > 0 ? std::to_string(state.mended) + " of them mended, " : "") +
               std::to_string(elapsed.count()) + " ms, " + rate(state, now) + '\n');
}

}  // namespace plexus::chainstore
