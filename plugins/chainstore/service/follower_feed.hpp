#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/chain/chain_follower.hpp>
#include <api/core/log.hpp>
#include <api/plugin/host.hpp>
#include <kit/handlers/handler_call.hpp>

#include <plugins/chainstore/store/store.hpp>

namespace plexus::chainstore {

/// Brings each follower from the block that it was told of last to the confirmed one, when the
/// chain has changed, and wakes the writer of the change when that is done.
///
/// What to tell is read from the store, where the place of each follower stands by its name, so
/// that it makes no difference whether the chain changed just now, or while the follower, or the
/// node, was not there. Only blocks that were appended just now are told as they came. A place is
/// stored after each call that has succeeded; one that the node's stop interrupted is made again,
/// and likewise one that failed, after pauses that grow: meanwhile nobody waits for that follower.
///
/// The calls are made by run(), so a writer that is cancelled while it waits does not keep a change
/// from the followers. While run() is not active, there are neither calls nor waits.
///
/// @thread     the plugin's strand, but confirm_after()
/// @ownership  outlives run() and all who wait
class FollowerFeed {
public:
    explicit FollowerFeed(Host& host);

    /// How many blocks stand on a block before followers are told of it. Before run().
    void confirm_after(std::uint64_t blocks) { confirmations_ = blocks; }
    std::uint64_t confirmations() const noexcept { return confirmations_; }

    /// To be called when the chain has changed.
    /// @param appended  the blocks that it ends with now, if nothing but they changed
    /// @returns the change's turn, for told()
    std::uint64_t put(std::vector<chain::StoredBlock> appended = {});

    /// Waits until all followers have been told of that change, or run() is not active.
    awaitable<void> told(std::uint64_t turn);

    /// Runs until it is cancelled.
    /// @param store  outlives it
    awaitable<void> run(Store& store);

private:
    class Open;

    /// Of a follower whose last call has failed.
    struct Retry {
        Duration pause{};
        SteadyTime due{};
    };

    awaitable<void> follow_changes();
    awaitable<void> tell_all();
    awaitable<void> bring(chain::ChainFollower& follower);
    awaitable<bool> find_place(chain::ChainFollower& follower);
    awaitable<bool> step(chain::ChainFollower& follower);
    FollowerStep step_through_appended(const FollowerPlace& told) const;
    awaitable<bool> call(const std::string& name, awaitable<void> operation,
                         const FollowerPlace& place);
    awaitable<void> wait_for_change(std::uint64_t turn);
    bool may_be_called(const std::string& name) const;
    void fail(const std::string& name);
    awaitable<void> note(awaitable<void> operation, std::string name, FollowerPlace place);
    awaitable<void> store_place();
    void say_what_lacks(const std::string& name, const FollowerStep& step);

    Host& host_;
    Clock& clock_;
    handlers::HandlerFailures handler_failures_;
    Event changed_;
    Store* store_ = nullptr;
    std::uint64_t confirmations_ = 0;
    bool open_ = false;       ///< whether run() lives
    std::uint64_t put_ = 0;   ///< changes
    std::uint64_t told_ = 0;  ///< changes that all followers were told of
    /// Of the last change, until all followers were told.
    std::vector<chain::StoredBlock> appended_{};
    FollowerPlace newcomers_{};  ///< where a follower begins that the store does not know
    std::map<std::string, FollowerPlace> places_{};
    std::map<std::string, Retry> failing_{};  ///< by name, as the places
    /// What one was told of that is not stored yet.
    std::optional<std::pair<std::string, FollowerPlace>> unstored_{};
};

}  // namespace plexus::chainstore
