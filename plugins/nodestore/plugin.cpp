#include <filesystem>
#include <optional>
#include <utility>

#include <api/async/await_on.hpp>
#include <api/async/blocking.hpp>
#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/async/within.hpp>
#include <api/plugin/export.hpp>

#include "node_book.hpp"
#include "node_file.hpp"

namespace {

using namespace plexus;
using namespace std::chrono_literals;

/// Remembers nodes in memory and writes them down now and then, and at once after a node has become
/// a peer. After a kill, nodes that were only heard of since the last write are lost; discovery
/// finds them again, so a database is not worth its cost.
class NodeStore final : public Plugin, public net::NodeStore {
public:
    static constexpr std::array provides{net::NodeStore::key};
    static constexpr std::array<Need, 0> needs{};

    static constexpr Option<std::chrono::milliseconds> save_interval{
        .name = "save-interval",
        .fallback = 30s,
        .minimum = 1s,
        .help = "how often new knowledge is written to disk"};
    static constexpr OptionList options{save_interval};

    /// Peers that are met together are written together.
    static constexpr Duration gathering = 1s;

    explicit NodeStore(Host& host)
        : host_{host},
          peer_met_{host.strand()},
          log_{host.logger()},
          clock_{Clock::of(host.strand())},
          file_{host.data_dir() / "nodes.txt"},
          interval_{host[save_interval]},
          known_{host.metrics().gauge({"plexus_nodestore_nodes", "Nodes that are remembered"})} {
        host.publish<net::NodeStore>(*this);
    }

    awaitable<void> start() override {
        auto read = [file = file_] { return nodestore::load(file); };
        Result<nodestore::Loaded> loaded = co_await on_blocking(host_.runtime(), std::move(read));
        if (!loaded) {
            PLEXUS_LOG(log_, warn)
                << "known nodes cannot be read, beginning without" << kv("file", file_.string())
                << kv("error", loaded.error().message());
            co_return;
        }
        const std::size_t bad_lines = loaded->bad_lines;
        book_ = nodestore::NodeBook(std::move(*loaded));
        known_.set(book_.size());
        PLEXUS_LOG(log_, info) << "known nodes read" << kv("nodes", book_.size())
                               << kv("bad_lines", bad_lines);
    }

    awaitable<void> run() override {
        while (true) {
            if (!new_peer_) co_await within(interval_, peer_met_.wait());
            if (new_peer_) co_await sleep_for(gathering);
            new_peer_ = false;
            co_await save_changes();
        }
    }

    awaitable<void> stop() override { return save_changes(); }

    awaitable<void> update(net::NodeUpdate news) override {
        auto there = update_here(std::move(news));
        co_await await_on(host_.strand(), std::move(there));
    }

    awaitable<void> remove(net::NodeId id) override {
        auto there = remove_here(id);
        co_await await_on(host_.strand(), std::move(there));
    }

    awaitable<std::optional<net::NodeEntry>> find(net::NodeId id) override {
        auto there = find_here(id);
        co_return co_await await_on(host_.strand(), std::move(there));
    }

    awaitable<std::vector<net::NodeEntry>> select(net::NodeQuery query) override {
        auto there = select_here(query);
        co_return co_await await_on(host_.strand(), std::move(there));
    }

private:
    awaitable<void> update_here(net::NodeUpdate news) {
        const std::optional<net::NodeEntry> before = book_.find(news.node.id);
        const bool was_peer = before && before->outcome == net::DialOutcome::connected;
        book_.update(news);
        note_change();
        if (news.dialled == net::DialOutcome::connected && !was_peer) {
            new_peer_ = true;
            peer_met_.notify();
        }
        co_return;
    }

    awaitable<void> remove_here(net::NodeId id) {
        book_.remove(id);
        note_change();
        co_return;
    }

    awaitable<std::optional<net::NodeEntry>> find_here(net::NodeId id) { co_return book_.find(id); }

    awaitable<std::vector<net::NodeEntry>> select_here(net::NodeQuery query) {
        co_return book_.select(query, clock_.wall());
    }

    void note_change() {
        known_.set(book_.size());
        changed_ = true;
    }

    awaitable<void> save_changes() {
        if (!std::exchange(changed_, false)) co_return;
        book_.forget_old(clock_.wall());
        known_.set(book_.size());
        nodestore::Contents contents = book_.contents();
        auto write = [file = file_, kept = std::move(contents)] {
            return nodestore::save(file, kept);
        };
        const Result<void> saved = co_await on_blocking(host_.runtime(), std::move(write));
        if (saved) co_return;
        PLEXUS_LOG(log_, error) << "known nodes cannot be written" << kv("file", file_.string());
    }

    Host& host_;
    Event peer_met_;
    Logger log_;
    Clock& clock_;
    std::filesystem::path file_;
    Duration interval_;
    Gauge& known_;

    nodestore::NodeBook book_;  ///< the strand's, as `changed_` is
    bool changed_ = false;
    bool new_peer_ = false;  ///< since the last write
};

}  // namespace

PLEXUS_PLUGIN(NodeStore, "nodestore", PLEXUS_PLUGIN_VERSION,
              "known nodes in a file of the data folder");
