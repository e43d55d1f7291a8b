#include "filters.hpp"

#include <algorithm>

#include <plugins/rpc/methods/log_methods.hpp>

namespace plexus::rpc_server {
namespace {

using namespace std::chrono_literals;

/// @spec go-ethereum, eth/filters/filter_system.go
constexpr Duration unread_limit = 5min;
constexpr Duration check_interval = 30s;
/// For more, the filter that was not polled for longest ends.
constexpr std::size_t most_filters = 1024;
/// What may wait in one filter: half a minute of BSC's transactions.
constexpr std::size_t most_waiting = 8192;
constexpr std::size_t most_waiting_bytes = 4U << 20U;
/// What may wait in all.
constexpr std::size_t most_bytes = 64U << 20U;

}  // namespace

/// Keeps what it is told until its client polls.
class Filters::Filter final : public Listener {
public:
    Filter(Filters& filters, Interest interest)
        : Listener(filters.hub_, std::move(interest)),
          filters_(filters),
          read_at_(filters.clock_.now()) {
        activate();
    }
    ~Filter() override { clear(); }
    Filter(const Filter&) = delete;
    Filter& operator=(const Filter&) = delete;

    void hear(const News& news) override {
        if (ended_) return;
        waiting_.push_back(news.value());
        bytes_ += news.text().size();
        filters_.bytes_ += news.text().size();
        if (waiting_.size() > most_waiting || bytes_ > most_waiting_bytes ||
            filters_.bytes_ > most_bytes) {
            clear();
            ended_ = true;
        }
    }

    json::array take() {
        json::array all;
        for (const auto& one : waiting_) all.push_back(*one);
        clear();
        return all;
    }

    bool ended() const noexcept { return ended_; }
    SteadyTime read_at() const noexcept { return read_at_; }
    void note_read() { read_at_ = filters_.clock_.now(); }

private:
    void clear() {
        filters_.bytes_ -= bytes_;
        bytes_ = 0;
        waiting_.clear();
    }

    Filters& filters_;
    SteadyTime read_at_;
    bool ended_ = false;
    std::size_t bytes_ = 0;
    std::deque<std::shared_ptr<const json::value>> waiting_;
};

Filters::Filters(Hub& hub, Blocks& blocks, const Clock& clock)
    : hub_(hub), blocks_(blocks), clock_(clock) {}

Filters::~Filters() = default;

json::value Filters::add(Interest interest) {
    if (filters_.size() >= most_filters) end_longest_unread();
    std::string id = new_id();
    filters_.emplace(id, std::make_unique<Filter>(*this, std::move(interest)));
    return json::value(id);
}

void Filters::end_longest_unread() {
    const auto longest = std::ranges::min_element(
        filters_, {}, [](const auto& entry) { return entry.second->read_at(); });
    filters_.erase(longest);
}

void Filters::end_unread() {
    const SteadyTime oldest = clock_.now() - unread_limit;
    std::erase_if(filters_, [oldest](const auto& entry) {
        return entry.second->ended() || entry.second->read_at() < oldest;
    });
}

Filters::Filter& Filters::find(const std::string& id) {
    const auto found = filters_.find(id);
    if (found == filters_.end() || found->second->ended()) fail("filter not found");
    found->second->note_read();
    return *found->second;
}

json::value Filters::changes(const std::string& id) { return find(id).take(); }

awaitable<json::value> Filters::logs(std::string id) {
    const Interest& interest = find(id).interest();
    if (interest.feed != Feed::logs) fail("filter not found");
    LogFilter filter = interest.logs;
    co_return co_await get_logs(blocks_, std::move(filter));
}

awaitable<void> Filters::expire() {
    while (true) {
        co_await sleep_for(check_interval);
        end_unread();
    }
}

void Filters::add_methods(MethodTable& table) {
    table.add("eth_newFilter", [this](Arguments arguments) -> awaitable<json::value> {
        Interest interest;
        interest.feed = Feed::logs;
        interest.logs = read_log_filter(arguments.object(), 0);
        arguments.end();
        check_range_to_come(interest.logs);
        co_return add(std::move(interest));
    });
    table.add("eth_newBlockFilter", [this](Arguments arguments) -> awaitable<json::value> {
        arguments.end();
        Interest interest;
        interest.feed = Feed::block_hashes;
        co_return add(std::move(interest));
    });
    table.add("eth_newPendingTransactionFilter",
              [this](Arguments arguments) -> awaitable<json::value> {
                  const bool whole = arguments.maybe_boolean().value_or(false);
                  arguments.end();
                  Interest interest;
                  interest.feed = whole ? Feed::pending_transactions : Feed::pending_hashes;
                  co_return add(std::move(interest));
              });
    table.add("eth_getFilterChanges", [this](Arguments arguments) -> awaitable<json::value> {
        const std::string id = arguments.text();
        arguments.end();
        co_return changes(id);
    });
    table.add("eth_getFilterLogs", [this](Arguments arguments) -> awaitable<json::value> {
        std::string id = arguments.text();
        arguments.end();
        co_return co_await logs(std::move(id));
    });
    table.add("eth_uninstallFilter", [this](Arguments arguments) -> awaitable<json::value> {
        const std::string id = arguments.text();
        arguments.end();
        co_return filters_.erase(id) != 0;
    });
}

}  // namespace plexus::rpc_server
