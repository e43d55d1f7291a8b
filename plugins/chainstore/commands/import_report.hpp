#pragma once

#include <ostream>
#include <string>

#include <kit/terminal/progress_bar.hpp>

#include "import.hpp"

namespace plexus::chainstore {

/// Tells a person how the import of a file goes on, and at the end what it did.
class ImportReport {
public:
    using Style = terminal::ProgressBar::Style;

    ImportReport(std::ostream& out, Style style, std::string file, SteadyTime began);

    void show(const ImportState& state, SteadyTime now);
    void finish(const ImportState& state, SteadyTime now);

private:
    std::string rate(const ImportState& state, SteadyTime now) const;

    std::string file_;
    terminal::ProgressBar bar_;
};

}  // namespace plexus::chainstore
