#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include <api/async/clock.hpp>

namespace plexus::terminal {

/// Shows a person how far a long piece of work has come: on a terminal a bar that redraws itself,
/// elsewhere a line every few seconds and for every tenth.
///
/// @thread  none of its own: one caller at a time
class ProgressBar {
public:
    /// A bar that redraws itself, or lines for a log.
    enum class Style : std::uint8_t { bar, lines };

    /// Says what follows the percentage.
    using Detail = std::function<std::string()>;

    /// The style that fits the standard error output.
    static Style style_of_stderr();

    /// @param out    outlives this object
    /// @param label  begins each line
    ProgressBar(std::ostream& out, Style style, std::string label, SteadyTime began);

    /// Leaves the line of the bar.
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// Shows the progress, unless the last time was only just now.
    /// @param percent  up to 100; nothing if the end is not known
    /// @param detail   called only if something is shown
    void show(std::optional<std::uint64_t> percent, SteadyTime now, const Detail& detail);

    /// Writes a text in the place of the bar, which the next show() draws anew.
    /// @param text  whole lines
    void print(std::string_view text);

    /// The time since the beginning.
    Duration elapsed(SteadyTime now) const noexcept { return now - began_; }

    /// The average since the beginning, rounded down; 0 at the beginning.
    std::uint64_t per_second(std::uint64_t count, SteadyTime now) const noexcept;

private:
    bool is_due(std::optional<std::uint64_t> percent, SteadyTime now) const noexcept;

    std::ostream& out_;
    Style style_;
    std::string label_;
    SteadyTime began_;
    SteadyTime shown_;
    std::uint64_t shown_percent_ = 0;
    bool on_line_ = false;
};

}  // namespace plexus::terminal
