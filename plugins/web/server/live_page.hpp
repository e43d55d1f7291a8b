#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <api/async/event.hpp>
#include <kit/http/message.hpp>

namespace plexus::web {

/// Tells every open page what the node looks like now, by server-sent events. Each is a whole
/// picture, encoded once for all pages: a page that reads slowly misses some and no memory is used
/// for it.
///
/// @thread     the strand it was made with
/// @ownership  outlives the connections that it serves
/// @spec       HTML, 9.2 "Server-sent events"
class LivePage {
public:
    /// Pages that may be open at once.
    static constexpr std::size_t most_viewers = 16;

    explicit LivePage(const Executor& strand) : changed_(strand) {}

    /// Whether a browser is connected.
    bool has_viewers() const noexcept { return viewers_ > 0; }

    /// @param first  an event for this page alone, before all others
    /// @returns a stream, or a refusal if too many pages are open
    http::Response open(std::string first);

    /// Hands a picture to all open pages.
    void show(const std::string& json);

    /// One event as it is sent.
    /// @param json  without a line feed
    static std::string event(std::string_view name, const std::string& json);

private:
    struct Viewer;

    awaitable<std::string> next(std::shared_ptr<Viewer> viewer);

    std::string picture_;       ///< the last one
    std::uint64_t number_ = 0;  ///< how many there were
    std::size_t viewers_ = 0;
    Event changed_;
};

}  // namespace plexus::web
