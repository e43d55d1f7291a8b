#include <unistd.h>

#include <fstream>
#include <iostream>

#include <api/async/blocking.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/plugin/export.hpp>
#include <kit/crypto/random.hpp>

#include "crawler.hpp"
#include "progress.hpp"
#include "report.hpp"

namespace {

using namespace plexus;

constexpr int succeeded = 0;
constexpr int failed = 1;
constexpr int misused = 2;

/// Puts a text into a file, which is whole or as it was before.
/// @returns whether that was possible
bool write_file(const std::string& file, const std::string& text) {
    const std::string draft = file + ".new";
    std::ofstream stream(draft, std::ios::trunc | std::ios::binary);
    stream << text;
    stream.close();
    return stream && std::rename(draft.c_str(), file.c_str()) == 0;
}

/// Finds all nodes of the network, and says what they are.
class Crawl final : public Plugin {
public:
    static constexpr std::array<ServiceKey, 0> provides{};
    static constexpr std::array needs{one<net::Discv4Query>, maybe<net::Discv5Query>,
                                      one<net::Transport>, one<chain::ChainProfile>};
    static constexpr std::array commands{Command{
        "crawl", "", "find all nodes of the network, and list what they are", FolderUse::shared}};

    static constexpr Option<std::chrono::milliseconds> timeout{
        .name = "timeout",
        .fallback = std::chrono::minutes{10},
        .minimum = std::chrono::seconds{1},
        .help = "limit for a crawl, which ends sooner when no new node comes"};
    static constexpr Option<std::string> out{
        .name = "out",
        .fallback = "nodes.json",
        .help =
            "file of the nodes that responded, as devp2p nodeset and plexus dns read it; "
            "empty: none"};
    static constexpr Option<std::string> csv{
        .name = "csv", .help = "file of the same nodes as comma-separated values; empty: none"};
    static constexpr Option<bool> probe{
        .name = "probe", .fallback = true, .help = "connect to the nodes that respond"};
    static constexpr Option<std::string> rank{
        .name = "rank",
        .fallback = "none",
        .help = "print the nearest nodes of the chain as a list of static peers",
        .choices = {"none", "latency"}};
    static constexpr OptionList options{timeout, out, csv, probe, rank};

    explicit Crawl(Host& host) : host_(host), chain_(host.get<chain::ChainProfile>()) {}

    awaitable<int> command(std::string, std::vector<std::string> arguments) override {
        if (!arguments.empty()) {
            std::cerr << "plexus crawl: expected no arguments, only options such as "
                         "--timeout 60s\n";
            co_return misused;
        }
        crawl::Crawler crawler(host_.strand(), protocols(),
                               host_[probe] ? &host_.get<net::Transport>() : nullptr,
                               crypto::random_u64(), {});
        co_await walk(crawler);
        if (crawler.progress().responded == 0) {
            std::cerr << "plexus crawl: no node responded, and no file is written\n";
            co_return failed;
        }
        const bool written = co_await write(crawler.nodes());
        if (!written) co_return failed;
        if (host_[rank] == "latency" && !print_nearest(crawler.nodes())) co_return failed;
        co_return succeeded;
    }

private:
    std::vector<net::DiscoveryQuery*> protocols() {
        std::vector<net::DiscoveryQuery*> queries{&host_.get<net::Discv4Query>()};
        if (auto* query = host_.find<net::Discv5Query>()) queries.push_back(query);
        return queries;
    }

    awaitable<void> walk(crawl::Crawler& crawler) {
        TaskScope display(host_.strand());
        display.spawn("crawl progress",
                      crawl::show_progress(crawler, std::cerr, ::isatty(STDERR_FILENO) == 1));
        const SteadyTime began = Clock::of(host_.strand()).now();
        const bool whole = co_await crawler.run(host_[timeout]);
        display.cancel();
        co_await display.join();
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
            Clock::of(host_.strand()).now() - began);
        std::cerr << crawler.progress() << "; " << (whole ? "done" : "the time was over")
                  << " after " << took.count() << " ms" << std::endl;
    }

    awaitable<bool> write(const crawl::FoundNodes& nodes) {
        bool written = true;
        if (const std::string file = host_[out]; !file.empty()) {
            written &= co_await store(file, crawl::nodes_json(nodes));
        }
        if (const std::string file = host_[csv]; !file.empty()) {
            written &= co_await store(file, crawl::nodes_csv(nodes));
        }
        co_return written;
    }

    awaitable<bool> store(std::string file, std::string text) {
        auto work = [file, text = std::move(text)] { return write_file(file, text); };
        const bool written = co_await on_blocking(host_.runtime(), std::move(work));
        if (!written) {
            std::cerr << "plexus crawl: " << file
                      << " cannot be written; --crawl.out and --crawl.csv name other files\n";
        }
        co_return written;
    }

    bool print_nearest(const crawl::FoundNodes& nodes) {
        const std::string list = crawl::nearest_nodes(nodes, chain_);
        if (list.empty()) {
            std::cerr << "plexus crawl: no node told by its Status that it is of the chain "
                      << chain_.name() << '\n';
        }
        std::cout << list << std::flush;
        return !list.empty();
    }

    Host& host_;
    const chain::ChainProfile& chain_;
};

}  // namespace

PLEXUS_PLUGIN(Crawl, "crawl", PLEXUS_PLUGIN_VERSION, "finds all nodes of the network");
