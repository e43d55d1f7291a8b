#pragma once

#include <memory>

#include <api/async/event.hpp>
#include <api/core/log.hpp>
#include <api/plugin/host.hpp>

#include "validators.hpp"

namespace plexus::inline v1::bsc {

/// Keeps the validators known for the head of the chain that this node stores: after a start, and
/// when the chain has begun anew at a checkpoint. While blocks are checked one after the other it
/// has nothing to do. A chain that nobody writes to is gossip, and proves nothing.
///
/// @thread the plugin's strand
class StoredHeaders {
public:
    StoredHeaders(Host& host, const Validators& validators);

    /// Runs until cancelled; ends at once in a node that stores no chain.
    awaitable<void> follow();

private:
    /// Posted to the strand from the thread that changed the head.
    struct Moved {
        explicit Moved(const Executor& strand) : event(strand) {}

        Event event;
        bool pending = true;
    };

    awaitable<void> catch_up();

    Host& host_;
    const Validators& validators_;
    std::shared_ptr<Moved> moved_;
    Logger log_;
    bool told_ = false;  ///< that the stored headers break the rules
};

}  // namespace plexus::inline v1::bsc
