#include "progress.hpp"

#include <unistd.h>

#include <chrono>

namespace plexus::chainstore {
namespace {

using namespace std::chrono_literals;

constexpr Duration bar_interval = 100ms;  // smooth enough for the eye
constexpr Duration line_interval = 5s;    // for logs: seldom enough not to drown the rest
constexpr std::size_t bar_width = 30;
constexpr const char* erase_rest_of_line = "\x1b[K";  // ECMA-48, EL

std::uint64_t per_second(std::uint64_t count, Duration elapsed) {
    const double seconds = std::chrono::duration<double>(elapsed).count();
    return seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(count) / seconds) : 0;
}

std::uint64_t percent(const ImportState& state) {
    return state.bytes_total == 0 ? 100 : 100 * state.bytes_read / state.bytes_total;
}

}  // namespace

Progress::Style Progress::style_of_stderr() {
    return ::isatty(STDERR_FILENO) != 0 ? Style::bar : Style::lines;
}

void Progress::show(const ImportState& state, SteadyTime now) {
    if (now - shown_ < (style_ == Style::bar ? bar_interval : line_interval)) return;
    shown_ = now;
    const std::uint64_t done = percent(state);
    if (style_ == Style::bar) {
        const std::size_t filled = done * bar_width / 100;
        out_ << "\r[" << std::string(filled, '#') << std::string(bar_width - filled, ' ') << "] ";
        on_line_ = true;
    }
    const std::uint64_t blocks = state.appended + state.skipped;
    out_ << "importing " << file_ << ": " << done << "%, " << blocks << " blocks, "
         << per_second(blocks, now - began_) << " blocks/s";
    out_ << (style_ == Style::bar ? erase_rest_of_line : "\n");
    out_ << std::flush;
}

void Progress::finish(const ImportState& state, SteadyTime now) {
    leave();
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - began_);
    out_ << "imported " << file_ << ": " << state.appended << " blocks, " << state.skipped
         << " there already, " << elapsed.count() << " ms, "
         << per_second(state.appended + state.skipped, now - began_) << " blocks/s" << std::endl;
}

void Progress::leave() {
    if (on_line_) out_ << '\n';
    on_line_ = false;
}

}  // namespace plexus::chainstore
