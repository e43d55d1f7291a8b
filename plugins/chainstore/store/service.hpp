#pragma once

#include <api/chain/chain_reader.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/plugin/runtime.hpp>

#include "store.hpp"

namespace plexus::chainstore {

/// The store as the node's services: every call runs on the blocking pool, never on a strand.
class Service : public chain::ChainReader, public chain::ChainWriter {
public:
    /// @param heads  is told how far the chain goes; may be null
    Service(Runtime& runtime, chain::HeadTracker* heads);

    /// From now on the services answer. The store outlives the service.
    void serve(Store& store);

    /// To be called when somebody else has made the chain longer.
    void tell_head() const;

    chain::Head head() const override { return store_->head(); }
    awaitable<Result<chain::RawItems>> headers(chain::HeaderQuery query,
                                               chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> bodies(std::vector<Hash256> hashes,
                                              chain::Budget budget) override;
    awaitable<Result<chain::RawItems>> receipts(std::vector<Hash256> hashes,
                                                chain::Budget budget) override;
    awaitable<Result<chain::Head>> append(std::vector<chain::StoredBlock> blocks) override;

private:
    awaitable<Result<chain::Head>> write(std::vector<chain::StoredBlock> blocks);

    Runtime& runtime_;
    chain::HeadTracker* heads_;
    Strand writing_;  // on the pool: one append after the other, without threads that wait
    Store* store_ = nullptr;
};

}  // namespace plexus::chainstore
