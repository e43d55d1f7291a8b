#include "log.hpp"

namespace plexus::inline v1 {

std::ostream& operator<<(std::ostream& stream, Severity severity) {
    switch (severity) {
        case Severity::debug:
            return stream << "debug";
        case Severity::info:
            return stream << "info";
        case Severity::warn:
            return stream << "warn";
        case Severity::error:
            return stream << "error";
    }
    return stream;
}

Logger make_logger(std::string channel) {
    return Logger{boost::log::keywords::channel = std::move(channel)};
}

}  // namespace plexus::inline v1
