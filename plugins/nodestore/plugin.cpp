#include <filesystem>
#include <mutex>

#include <api/async/blocking.hpp>
#include <api/async/clock.hpp>
#include <api/plugin/export.hpp>

#include "node_book.hpp"
#include "node_file.hpp"

namespace {

using namespace plexus;
using namespace std::chrono_literals;

/// Remembers nodes in memory and writes them down now and then. After a kill, nodes found since the
/// last write are lost; discovery finds them again, so a database is not worth its cost.
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

    explicit NodeStore(Host& host)
        : host_{host},
          log_{host.logger()},
          clock_{Clock::of(host.strand())},
          file_{host.data_dir() / "nodes.txt"},
          interval_{host[save_interval]},
          known_{host.metrics().gauge({"plexus_nodestore_nodes", "Nodes that are remembered"})} {
        host.publish<net::NodeStore>(*this);
    }

    awaitable<void> start() override {
        auto read = [file = file_] { return nodestore::load(file); };
        const Result<nodestore::Loaded> loaded =
            co_await on_blocking(host_.runtime(), std::move(read));
        if (!loaded) {
            PLEXUS_LOG(log_, warn)
                << "known nodes cannot be read, beginning without" << kv("file", file_.string())
                << kv("error", loaded.error().message());
            co_return;
        }
        for (const net::NodeEntry& entry : loaded->entries) book_.put(entry);
        PLEXUS_LOG(log_, info) << "known nodes read" << kv("nodes", book_.size())
                               << kv("bad_lines", loaded->bad_lines);
    }

    awaitable<void> run() override {
        while (true) {
            co_await sleep_for(interval_);
            co_await save_changes();
        }
    }

    awaitable<void> stop() override { return save_changes(); }

    void put(const net::NodeEntry& entry) override {
        const std::scoped_lock lock{mutex_};
        book_.put(entry);
        changed_ = true;
    }

    void remove(const net::NodeId& id) override {
        const std::scoped_lock lock{mutex_};
        book_.remove(id);
        changed_ = true;
    }

    std::vector<net::NodeEntry> best(std::size_t count) const override {
        const std::scoped_lock lock{mutex_};
        return book_.best(count, clock_.wall());
    }

private:
    awaitable<void> save_changes() {
        std::vector<net::NodeEntry> entries;
        {
            const std::scoped_lock lock{mutex_};
            known_.set(book_.size());
            if (!changed_) co_return;
            changed_ = false;
            entries = book_.best(nodestore::NodeBook::capacity, clock_.wall());
        }
        auto write = [file = file_, kept = std::move(entries)] {
            return nodestore::save(file, kept);
        };
        const Result<void> saved = co_await on_blocking(host_.runtime(), std::move(write));
        if (saved) co_return;
        PLEXUS_LOG(log_, error) << "known nodes cannot be written" << kv("file", file_.string());
    }

    Host& host_;
    Logger log_;
    Clock& clock_;
    std::filesystem::path file_;
    Duration interval_;
    Gauge& known_;

    // A lock in place of a strand: the interface is synchronous, for any thread, and each call
    // takes less time than a switch of strands.
    mutable std::mutex mutex_;
    nodestore::NodeBook book_;
    bool changed_ = false;
};

}  // namespace

PLEXUS_PLUGIN(NodeStore, "nodestore", PLEXUS_PLUGIN_VERSION,
              "known nodes in a file of the data folder");
