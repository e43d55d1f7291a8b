#include "live_page.hpp"

#include <utility>

namespace plexus::web {

struct LivePage::Viewer {
    explicit Viewer(LivePage& shown) : page(shown) { ++page.viewers_; }
    ~Viewer() { --page.viewers_; }
    Viewer(const Viewer&) = delete;
    Viewer& operator=(const Viewer&) = delete;

    LivePage& page;
    std::uint64_t seen = 0;  ///< the number of the last picture that was sent
};

http::Response LivePage::open(std::string first) {
    if (viewers_ >= most_viewers) {
        return http::text_response(503, "too many pages are open; close one\n");
    }
    http::Response response;
    response.fields.emplace_back("Content-Type", "text/event-stream");
    response.fields.emplace_back("X-Accel-Buffering", "no");  // a proxy that waits for more
    response.body = "retry: 2000\n\n" + std::move(first);
    response.more = [viewer = std::make_shared<Viewer>(*this)] {
        return viewer->page.next(viewer);
    };
    return response;
}

awaitable<std::string> LivePage::next(std::shared_ptr<Viewer> viewer) {
    while (viewer->seen == number_) co_await changed_.wait();
    viewer->seen = number_;
    co_return picture_;
}

void LivePage::show(const std::string& json) {
    picture_ = event("picture", json);
    ++number_;
    changed_.notify();
}

std::string LivePage::event(std::string_view name, const std::string& json) {
    return "event: " + std::string(name) + "\ndata: " + json + "\n\n";
}

}  // namespace plexus::web
