#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include <kit/terminal/progress_bar.hpp>

#include <plugins/sync/fetch/batch.hpp>

namespace plexus::sync {

/// Tells a person how a sync goes on, and at the end what it did and whose blocks it has.
class Report {
public:
    using Style = terminal::ProgressBar::Style;

    Report(std::ostream& out, Style style, std::uint64_t first, std::uint64_t last,
           SteadyTime began);

    void show(const Tally& tally, std::size_t peers, SteadyTime now);
    void finish(const Tally& tally, SteadyTime now);

private:
    std::string detail(const Tally& tally, std::size_t peers, SteadyTime now) const;
    std::string rate(const Tally& tally, SteadyTime now) const;

    std::uint64_t first_;
    std::uint64_t last_;
    terminal::ProgressBar bar_;
};

}  // namespace plexus::sync
