#include "follower_feed.hpp"

#include <utility>

namespace plexus::chainstore {

/// While it exists, put() accepts changes.
class FollowerFeed::Open {
public:
    explicit Open(FollowerFeed& feed) : feed_(feed) { feed_.open_ = true; }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() {
        feed_.open_ = false;
        feed_.waiting_.clear();
        feed_.told_ = feed_.put_;
        feed_.changed_.notify();
    }

private:
    FollowerFeed& feed_;
};

FollowerFeed::FollowerFeed(Host& host) : host_(host), troubles_(host), changed_(host.strand()) {}

awaitable<void> FollowerFeed::room() {
    while (waiting_.size() >= most_waiting) co_await changed_.wait();
}

std::uint64_t FollowerFeed::put(Change change) {
    const bool empty = change.removed.empty() && change.added.empty();
    if (!open_ || empty) return told_;
    waiting_.push_back(std::move(change));
    changed_.notify();
    return ++put_;
}

awaitable<void> FollowerFeed::told(std::uint64_t turn) {
    while (told_ < turn) co_await changed_.wait();
}

awaitable<void> FollowerFeed::run() {
    const Open open(*this);
    while (true) {
        while (waiting_.empty()) co_await changed_.wait();
        co_await tell(waiting_.front());
        waiting_.pop_front();
        ++told_;
        changed_.notify();
    }
}

awaitable<void> FollowerFeed::tell(const Change& change) {
    // Collected anew for each change: followers join and leave.
    for (chain::ChainFollower& follower : host_.every<chain::ChainFollower>()) {
        const std::string name = follower.follower_name();
        const handlers::HandlerName shown{std::string_view{name}};
        if (!change.removed.empty()) {
            auto call = follower.on_rewound(change.ancestor, change.removed);
            co_await handlers::guarded(troubles_, shown, std::move(call));
        }
        if (!change.added.empty()) {
            auto call = follower.on_extended(change.added);
            co_await handlers::guarded(troubles_, shown, std::move(call));
        }
    }
}

}  // namespace plexus::chainstore
