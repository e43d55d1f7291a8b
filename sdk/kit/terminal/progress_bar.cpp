#include "progress_bar.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace plexus::terminal {
namespace {

using namespace std::chrono_literals;

constexpr Duration bar_interval = 100ms;  // smooth enough for the eye
constexpr Duration line_interval = 5s;    // seldom enough not to drown the rest of a log
constexpr std::size_t bar_width = 30;
constexpr std::string_view erase_rest_of_line = "\x1b[K";  // ECMA-48, EL

std::string bar_of(std::uint64_t percent) {
    const std::size_t filled = percent * bar_width / 100;
    return '[' + std::string(filled, '#') + std::string(bar_width - filled, '.') + "] ";
}

}  // namespace

ProgressBar::Style ProgressBar::style_of_stderr() {
    return ::isatty(STDERR_FILENO) != 0 ? Style::bar : Style::lines;
}

ProgressBar::ProgressBar(std::ostream& out, Style style, std::string label, SteadyTime began)
    : out_{out}, style_{style}, label_{std::move(label)}, began_{began}, shown_{began} {}

ProgressBar::~ProgressBar() {
    if (on_line_) out_ << std::endl;
}

bool ProgressBar::is_due(std::optional<std::uint64_t> percent, SteadyTime now) const noexcept {
    if (style_ == Style::bar) return now - shown_ >= bar_interval;
    return now - shown_ >= line_interval || percent.value_or(0) / 10 > shown_percent_ / 10;
}

void ProgressBar::show(std::optional<std::uint64_t> percent, SteadyTime now, const Detail& detail) {
    if (percent) percent = std::min<std::uint64_t>(*percent, 100);
    if (!is_due(percent, now)) return;
    shown_ = now;
    shown_percent_ = percent.value_or(0);
    const bool bar = style_ == Style::bar;
    // The new text may be shorter than the one it replaces.
    out_ << (bar ? "\r" : "") << label_ << ": ";
    if (percent) out_ << (bar ? bar_of(*percent) : "") << *percent << '%';
    if (!percent) out_ << "of unknown size";
    out_ << detail() << (bar ? erase_rest_of_line : "\n") << std::flush;
    on_line_ = bar;
}

void ProgressBar::print(std::string_view text) {
    if (on_line_) out_ << '\r' << erase_rest_of_line;
    on_line_ = false;
    out_ << text << std::flush;
}

std::uint64_t ProgressBar::per_second(std::uint64_t count, SteadyTime now) const noexcept {
    const double seconds = std::chrono::duration<double>(elapsed(now)).count();
    return seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(count) / seconds) : 0;
}

}  // namespace plexus::terminal
