#pragma once

#include <boost/json/array.hpp>
#include <memory>

namespace plexus::web {

/// The last lines of the program's log, as long as this lives.
///
/// @thread  any
class LogTail {
public:
    LogTail();
    ~LogTail();
    LogTail(const LogTail&) = delete;
    LogTail& operator=(const LogTail&) = delete;

    /// The lines, the oldest first: [{"severity", "text"}, ...]
    boost::json::array to_json() const;

private:
    struct Sink;
    std::shared_ptr<Sink> sink_;
};

}  // namespace plexus::web
