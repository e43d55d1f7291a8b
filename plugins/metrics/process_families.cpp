#include "process_families.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "family.hpp"

namespace plexus::metrics {
namespace {

double cpu_seconds() {
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) != 0) return 0;
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_bytes() {
    std::ifstream file("/proc/self/statm");
    double size = 0;
    double resident = 0;
    file >> size >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_files() {
    std::error_code error;
    const std::filesystem::directory_iterator files("/proc/self/fd", error);
    return error ? 0 : static_cast<double>(std::distance(begin(files), end(files)));
}

double most_files() {
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<double>(limit.rlim_cur) : 0;
}

/// Seconds since 1970. /proc tells it in ticks since the machine's start.
double start_time() {
    std::ifstream machine("/proc/stat");
    std::string word;
    double boot = 0;
    while (machine >> word) {
        if (word == "btime" && machine >> boot) break;
    }
    std::ifstream file("/proc/self/stat");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    // The name of the program, in brackets, may hold blanks; the 20th word after it counts.
    std::istringstream rest(text.substr(std::min(text.size(), text.rfind(')') + 1)));
    for (int i = 0; i < 19; ++i) rest >> word;
    double ticks = 0;
    rest >> ticks;
    return boot + ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

std::vector<MetricFamily> process_families() {
    using enum MetricType;
    return {
        family(counter, {"process_cpu_seconds_total", "Processor time used", MetricUnit::seconds},
               cpu_seconds()),
        family(gauge, {"process_max_fds", "File descriptors that the process may open"},
               most_files()),
        family(gauge, {"process_open_fds", "File descriptors that are open"}, open_files()),
        family(gauge,
               {"process_resident_memory_bytes", "Memory in use, without what is swapped out",
                MetricUnit::bytes},
               resident_bytes()),
        family(gauge,
               {"process_start_time_seconds", "When the process began, in Unix seconds",
                MetricUnit::seconds},
               start_time()),
    };
}

}  // namespace plexus::metrics
