#include "progress.hpp"

#include <ostream>

namespace plexus::crawl {
namespace {

constexpr std::chrono::seconds terminal_interval{1};
constexpr std::chrono::seconds file_interval{10};

/// Back to the beginning of the line, which is emptied.
constexpr const char* same_line = "\r\x1b[K";

/// Makes room on the terminal for what comes after.
class Line {
public:
    explicit Line(std::ostream& stream) : stream_(stream) {}
    ~Line() { stream_ << same_line << std::flush; }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

private:
    std::ostream& stream_;
};

}  // namespace

std::ostream& operator<<(std::ostream& stream, const Progress& progress) {
    return stream << progress.heard_of << " nodes heard of, " << progress.responded
                  << " responded, " << progress.probed << " dialled, " << progress.met
                  << " sent a Hello, " << progress.waiting << " to do";
}

awaitable<void> show_progress(const Crawler& crawler, std::ostream& stream, bool is_terminal) {
    std::optional<Line> line;
    if (is_terminal) line.emplace(stream);
    while (true) {
        co_await sleep_for(is_terminal ? terminal_interval : file_interval);
        if (is_terminal) {
            stream << same_line << crawler.progress() << std::flush;
        } else {
            stream << crawler.progress() << std::endl;
        }
    }
}

}  // namespace plexus::crawl
