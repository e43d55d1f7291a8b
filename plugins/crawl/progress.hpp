#pragma once

#include <iosfwd>

#include "crawler.hpp"

namespace plexus::crawl {

/// Shows how far the crawl is: on a terminal one line that changes every second, else a line every
/// ten seconds. Until cancelled.
awaitable<void> show_progress(const Crawler& crawler, std::ostream& stream, bool is_terminal);

/// Writes one line about a crawl.
std::ostream& operator<<(std::ostream& stream, const Progress& progress);

}  // namespace plexus::crawl
