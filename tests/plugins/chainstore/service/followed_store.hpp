#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <api/chain/chain_follower.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/chain_writer.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/plugin_life.hpp>
#include <test_host/test_host.hpp>

#include <tests/plugins/chainstore/test_chain.hpp>

extern "C" const plexus::PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

namespace plexus::chainstore::test {

using Blocks = std::vector<chain::StoredBlock>;
using Lines = std::vector<std::string>;

/// Notes what it hears, and then does what a test wants.
class Follower final : public chain::ChainFollower {
public:
    using React = std::function<awaitable<void>()>;

    explicit Follower(std::string name = "follower") : name_(std::move(name)) {}

    Lines heard{};  ///< "+number" for each block that came, "-number" for each that left
    React react{};

    std::string follower_name() const override { return name_; }

    awaitable<void> on_extended(std::span<const chain::StoredBlock> blocks) override {
        for (const chain::StoredBlock& block : blocks) {
            heard.push_back("+" + std::to_string(block.number));
            consistent = consistent && block.parent == tip;
            tip = block.hash;
        }
        if (react) co_await react();
    }

    awaitable<void> on_rewound(const chain::BlockRef& ancestor,
                               std::span<const chain::BlockRef> removed) override {
        for (const chain::BlockRef& block : removed) {
            heard.push_back("-" + std::to_string(block.number));
            consistent = consistent && block.hash == tip;
            tip = block.parent;
        }
        consistent = consistent && ancestor.hash == tip;
        if (react) co_await react();
    }

    awaitable<std::optional<chain::BlockRef>> position() override { co_return own; }

    Hash256 tip{};
    bool consistent = true;                ///< whether each event fits to the one before
    std::optional<chain::BlockRef> own{};  ///< where it says that it is

private:
    std::string name_;
};

/// The running plugin, with a store of its own, or with what another one has left.
struct Running {
    testing::Loop loop;
    testing::FakeProfile profile;
    testing::TestHost host{loop.executor(), "chainstore"};
    Beginning genesis = made_up_genesis();
    std::unique_ptr<Plugin> plugin;
    std::unique_ptr<testing::PluginLife<testing::TestHost>> life;

    Running() {
        prepare();
        begin();
    }
    /// One that has not begun, with what another one has left, unless that is empty.
    explicit Running(const std::filesystem::path& left) {
        if (!left.empty()) std::filesystem::copy(left, host.data_dir() / "chain");
        prepare();
    }
    /// As after a restart.
    Running(const std::filesystem::path& left, Follower& follower,
            std::uint64_t confirmations = 0) {
        std::filesystem::copy(left, host.data_dir() / "chain");
        prepare();
        host.provide<chain::ChainFollower>(follower);
        writer().confirm_after(confirmations);
        begin();
    }

    void prepare() {
        profile.first = genesis.head;
        profile.header =
            Bytes(genesis.block.header.view().begin(), genesis.block.header.view().end());
        profile.body = Bytes(genesis.block.body.view().begin(), genesis.block.body.view().end());
        host.provide<chain::ChainProfile>(profile);
        plugin = host.create(plexus_plugin_v1);
    }

    void begin() {
        life = std::make_unique<testing::PluginLife<testing::TestHost>>(loop, host, *plugin);
        life->begin();
    }
    ~Running() {
        if (life) life->end();
    }

    chain::ChainReader& reader() { return host.published<chain::ChainReader>(); }
    chain::ChainWriter& writer() { return host.published<chain::ChainWriter>(); }

    void join(Follower& follower) {
        follower.tip = reader().head().hash;
        host.provide<chain::ChainFollower>(follower);
    }

    void append(std::size_t count) {
        loop.run(writer().append(made_up_blocks(reader().head(), count))).value();
    }

    void stop() {
        life->end();
        life.reset();
    }

    /// What a process that is killed now leaves on the disk.
    std::filesystem::path folder() { return host.data_dir() / "chain"; }

    /// Leaves all blocks behind that number, for so many others.
    void branch_off(std::uint64_t number, std::size_t count) {
        chain::Head ancestor;
        ancestor.number = number;
        ancestor.hash = loop.run(reader().canonical_hash(number)).value();
        loop.run(writer().replace(ancestor.hash, made_up_blocks(ancestor, count, 7))).value();
    }

    double failures(const char* reason) {
        return host.metrics().value("plexus_handler_failures_total",
                                    {{"plugin", "chainstore"}, {"reason", reason}});
    }
};

}  // namespace plexus::chainstore::test
