#pragma once

#include <optional>
#include <ostream>
#include <string>

#include <api/async/clock.hpp>

#include "import.hpp"

namespace plexus::chainstore {

/// Shows how an import goes on: a bar that moves on a terminal, now and then a line elsewhere.
class Progress {
public:
    enum class Style : std::uint8_t { bar, lines };

    /// The style that fits the standard error output.
    static Style style_of_stderr();

    Progress(std::ostream& out, Style style, std::string file, SteadyTime began)
        : out_{out}, style_{style}, file_{std::move(file)}, began_{began}, shown_{began} {}
    ~Progress() { leave(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(const ImportState& state, SteadyTime now);

    /// The last line: what was done.
    void finish(const ImportState& state, SteadyTime now);

private:
    /// Ends the line that the bar stands on.
    void leave();

    std::ostream& out_;
    Style style_;
    std::string file_;
    SteadyTime began_;
    SteadyTime shown_;
    bool on_line_ = false;
};

}  // namespace plexus::chainstore
