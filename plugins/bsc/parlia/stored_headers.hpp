#pragma once

#include <memory>

#include <api/async/event.hpp>
#include <api/chain/header_rules.hpp>
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

    /// Waits until the validators are known for the head that is stored now, as far as that can be;
    /// not for long.
    awaitable<void> ready();

private:
    /// Posted to the strand from the thread that changed the head.
    struct Moved {
        explicit Moved(const Executor& strand) : event(strand) {}

        Event event;  ///< of a head that has moved, and of validators that are known
        bool pending = true;
    };

    awaitable<void> catch_up();
    awaitable<void> until_settled();

    Host& host_;
    const Validators& validators_;
    std::shared_ptr<Moved> moved_;
    Logger log_;
    bool settled_ = false;  ///< nothing is read, and there was no reason to since
    bool told_ = false;     ///< that the stored headers break the rules
};

/// The header rules of BSC, which know the validators of the stored chain once they are ready.
///
/// @thread any
class PreparedRules final : public chain::HeaderRules {
public:
    PreparedRules(Executor strand, const Validators& validators, StoredHeaders& stored)
        : strand_(std::move(strand)), validators_(validators), stored_(stored) {}

    awaitable<void> prepare() const override;
    Result<void> check(BytesView header) const override { return validators_.check(header); }
    bool checks_seals() const noexcept override { return validators_.checks_seals(); }

private:
    Executor strand_;
    const Validators& validators_;
    StoredHeaders& stored_;
};

}  // namespace plexus::inline v1::bsc
