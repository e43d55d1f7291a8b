#include <unistd.h>

#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>

#include <api/async/blocking.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/chain/head_observer.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/eth/body_rules.hpp>
#include <api/plugin/export.hpp>

#include <plugins/chainstore/commands/digest.hpp>
#include <plugins/chainstore/commands/export.hpp>
#include <plugins/chainstore/commands/import.hpp>
#include <plugins/chainstore/commands/import_report.hpp>
#include <plugins/chainstore/commands/salvage.hpp>
#include <plugins/chainstore/commands/verify.hpp>
#include <plugins/chainstore/service/service.hpp>

namespace {

using namespace plexus;

/// Headers, bodies and receipts on disk, by number and hash.
class ChainStore final : public Plugin {
public:
    static constexpr std::array provides{chain::ChainReader::key, chain::ChainWriter::key,
                                         chain::StoredHistory::key};
    static constexpr std::array needs{one<chain::ChainProfile>, maybe<chain::HeadTracker>,
                                      maybe<eth::BodyRules>, all<chain::ChainFollower>,
                                      all<chain::HeadObserver>};
    static constexpr std::array commands{
        Command{"import", "FILE...",
                "read block files or era1 files, plain or gzip's, into the store; -: from the "
                "standard input"},
        Command{"export", "FILE", "write the chain into a block file", FolderUse::shared},
        Command{"digest", "", "print head, counts and one hash over the whole store",
                FolderUse::shared},
        Command{"verify", "", "check every block of the store; exit code 1 if one is bad",
                FolderUse::shared},
        Command{"repair", "", "drop the chain from the first bad block on, to be fetched anew"},
    };

    static constexpr Option<ByteSize> map_size{
        .name = "map-size",
        .fallback = 4_TiB,
        .minimum = 1_MiB,
        .maximum = 128_TiB,  // all that a process can address
        .help = "the most that the store may grow to; address space, not memory or disk"};
    static constexpr Option<std::uint64_t> keep{
        .name = "keep", .help = "how many of the last blocks are kept; 0: all of them"};
    static constexpr Option<std::vector<std::string>> import_files{
        .name = "import",
        .help = "block files (as `geth export` writes) or era1 files to read before serving"};
    static constexpr Option<bool> index_transactions{
        .name = "index-transactions",
        .fallback = false,
        .help =
            "find every stored transaction by its hash; about 80 bytes each. Blocks that are "
            "stored already are indexed while the node runs"};
    static constexpr OptionList options{map_size, keep, import_files, index_transactions};

    explicit ChainStore(Host& host)
        : host_{host},
          profile_{host.get<chain::ChainProfile>()},
          service_{host, host.find<chain::HeadTracker>(), host[keep]} {
        host.publish<chain::ChainReader>(service_);
        host.publish<chain::ChainWriter>(service_);
        host.publish<chain::StoredHistory>(service_);
    }

    awaitable<void> start() override {
        if (host_.purpose() == Purpose::command) {
            auto trying = [this] { try_to_open(); };
            co_await on_blocking(host_.runtime(), std::move(trying));
            if (store_) service_.serve(*store_);
            co_return;
        }
        co_await open_to_write();
        for (const std::string& file : host_[import_files]) co_await import(file);
    }

    awaitable<void> run() override {
        if (!store_) std::rethrow_exception(unopened_);
        return service_.run();
    }

    awaitable<void> stop() override {
        auto closing = [this] { store_.reset(); };
        co_await on_blocking(host_.runtime(), std::move(closing));
    }

    awaitable<int> command(std::string name, std::vector<std::string> arguments) override {
        if (name == "verify") co_return co_await verify();
        if (name == "repair") co_return co_await repair();
        if (name == "import") {
            if (arguments.empty()) throw ConfigError{"import: which files?"};
            if (!store_) co_await open_to_write();
            for (std::string& file : arguments) {
                if (file == "-") file = "/dev/stdin";
                co_await import(file);
            }
            co_return 0;
        }
        if (!store_) std::rethrow_exception(unopened_);
        if (name == "export") {
            if (arguments.size() != 1) throw ConfigError{"export: name one file"};
            chainstore::Export work{*store_, arguments.front()};
            co_await finish(work);
            std::cout << "exported " << work.blocks() << " blocks, from " << work.first() << " on"
                      << std::endl;
        } else {
            chainstore::Digest work{*store_};
            co_await finish(work);
            work.print(std::cout);
        }
        co_return 0;
    }

private:
    chainstore::Store::Location place() const {
        chainstore::Store::Location place;
        place.folder = host_.data_dir() / "chain";
        place.map_bytes = host_[map_size].bytes;
        place.index_transactions = host_[index_transactions];
        return place;
    }

    chain::StoredBlock genesis() const {
        const chain::Head head = profile_.genesis();
        chain::StoredBlock genesis;
        genesis.hash = head.hash;
        genesis.number = head.number;
        genesis.header = profile_.genesis_header();
        genesis.body = profile_.genesis_body();
        return genesis;
    }

    void open(chainstore::Access access) {
        chainstore::Store::Location place = this->place();
        place.access = access;
        store_.emplace(place, genesis(), profile_.genesis(), host_.logger());
    }

    awaitable<void> open_to_write() {
        auto opening = [this] { open(chainstore::Access::write); };
        co_await on_blocking(host_.runtime(), std::move(opening));
        service_.serve(*store_);
    }

    /// A command opens a store that exists; some can do without, or with one that is read-only.
    void try_to_open() {
        const std::filesystem::path folder = place().folder;
        std::error_code absent;
        const std::uintmax_t bytes =
            std::filesystem::file_size(chainstore::data_file(folder), absent);
        try {
            if (absent || bytes == 0) {
                throw ConfigError{"there is no chain store in " + folder.string() +
                                  "; name the node's folder with --data-dir"};
            }
            const bool writable = ::access(folder.c_str(), W_OK) == 0;
            open(writable ? chainstore::Access::write : chainstore::Access::read);
        } catch (const ConfigError&) {
            unopened_ = std::current_exception();
        }
    }

    /// @returns why the pages of the store cannot be trusted; nothing if they can
    /// @errors  ConfigError: the store cannot be opened for another reason
    awaitable<std::optional<std::string>> damage() {
        auto checking = [this]() -> std::optional<std::string> {
            try {
                if (!store_) std::rethrow_exception(unopened_);
                store_->check_pages();
            } catch (const chainstore::DamagedStore& error) {
                return error.what();
            }
            return std::nullopt;
        };
        co_return co_await on_blocking(host_.runtime(), std::move(checking));
    }

    awaitable<int> verify() {
        const std::optional<std::string> damaged = co_await damage();
        if (damaged) {
            std::cout << *damaged << std::endl;
            co_return 1;
        }
        chainstore::Verify work{*store_, std::cout};
        co_await finish(work);
        work.print();
        co_return work.bad() == 0 ? 0 : 1;
    }

    awaitable<int> repair() {
        const std::optional<std::string> damaged = co_await damage();
        if (damaged) {
            std::cout << *damaged << std::endl;
            co_return co_await salvage();
        }
        chainstore::Verify work{*store_, std::cout};
        co_await finish(work);
        const std::optional<std::uint64_t> bad = work.first_bad();
        if (!bad) {
            work.print();
            co_return 0;
        }
        if (*bad == store_->earliest()) {
            throw ConfigError{
                "repair: the first block is bad; move the folder of the chain store "
                "away to begin anew"};
        }
        auto cutting = [this, bad] { return store_->cut_above(*bad - 1); };
        const Result<chain::Head> left = co_await on_blocking(host_.runtime(), std::move(cutting));
        if (!left) {
            throw ConfigError{"repair: block " + std::to_string(*bad) +
                              " is too far below the head to drop all blocks above it; import a "
                              "file that has it, or move the folder away to begin anew"};
        }
        std::cout << "the chain ends with block " << left->number << " now" << std::endl;
        co_return 0;
    }

    awaitable<int> salvage() {
        service_.close();
        co_await stop();
        const chain::StoredBlock first = genesis();
        const chain::Head head = profile_.genesis();
        chainstore::Salvage work{place().folder, place().map_bytes, first, head};
        co_await finish(work);
        std::cout << "blocks " << work.first() << " to " << work.last()
                  << " are in a new file; the damaged one is data.mdb.damaged" << std::endl;
        co_return 0;
    }

    /// Takes a long work step by step, so that it ends soon if it is cancelled.
    template <class Work>
    awaitable<void> finish(Work& work) {
        bool more = true;
        while (more) more = co_await step(work);
    }

    template <class Work>
    awaitable<bool> step(Work& work) {
        auto one = [&work] { return work.step(); };
        co_return co_await on_blocking(host_.runtime(), std::move(one));
    }

    awaitable<void> import(std::string file) {
        const Executor executor = co_await asio::this_coro::executor;
        Clock& clock = Clock::of(executor);
        chainstore::ImportReport report{std::cerr, terminal::ProgressBar::style_of_stderr(), file,
                                        clock.now()};
        chainstore::Import work{*store_, file, host_.find<eth::BodyRules>()};
        bool more = true;
        while (more) {
            more = co_await step(work);
            report.show(work.state(), clock.now());
        }
        report.finish(work.state(), clock.now());
        service_.tell_head();
    }

    Host& host_;
    chain::ChainProfile& profile_;
    std::optional<chainstore::Store> store_;
    std::exception_ptr unopened_;  ///< why a command has no store
    chainstore::Service service_;
};

}  // namespace

PLEXUS_PLUGIN(ChainStore, "chainstore", PLEXUS_PLUGIN_VERSION,
              "headers, bodies and receipts on disk");
