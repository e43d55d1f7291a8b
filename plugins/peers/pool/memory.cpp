#include "memory.hpp"

#include <api/async/blocking.hpp>
#include <api/async/within.hpp>

#include "anchors.hpp"

namespace plexus::peers {
namespace {

/// How often anchors are chosen anew: what a kill may cost.
constexpr std::chrono::minutes anchor_interval{1};

}  // namespace

awaitable<void> Memory::load() {
    auto read = [file = file_] { return load_state(file); };
    const Result<PoolState> state = co_await on_blocking(runtime_, std::move(read));
    if (!state) {
        PLEXUS_LOG(pool_.log(), error)
            << "bans and anchors cannot be read, beginning without; a ban has to be set again"
            << kv("file", file_.string()) << kv("error", state.error().message());
        co_return;
    }
    for (const net::Ban& ban : state->bans) pool_.restore(ban);
    anchors_ = state->anchors;
    written_ = write_state(*state);
}

awaitable<void> Memory::keep() {
    while (true) {
        co_await save();
        co_await within(anchor_interval, pool_.bans_changed().wait());
    }
}

awaitable<void> Memory::save() {
    const auto present = pool_.connections();
    anchors_ = choose_anchors(*present, pool_.access(), pool_.peer_table(), anchors_, pool_.now());
    PoolState state{pool_.bans(), anchors_};
    std::string text = write_state(state);
    while (text != written_) {  // changes while the file is written are seen by the next turn
        auto write = [file = file_, text] { return save_state(file, text); };
        const Result<void> saved = co_await on_blocking(runtime_, std::move(write));
        if (!saved) {
            PLEXUS_LOG(pool_.log(), error)
                << "bans and anchors cannot be written" << kv("file", file_.string());
            co_return;
        }
        written_ = std::move(text);
        state.bans = pool_.bans();
        text = write_state(state);
    }
}

}  // namespace plexus::peers
