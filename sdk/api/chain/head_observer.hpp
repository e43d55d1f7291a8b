#pragma once

#include <api/core/api.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// Called when the head of the node's chain has changed, by whichever plugin provides the
/// ChainReader: the chain is longer, or ends with other blocks. A call says that it is time to look
/// at ChainReader::head(); several changes may be one call, and a call may bring nothing new.
///
/// @thread  any
/// @errors  none: it neither blocks nor throws
class PLEXUS_API HeadObserver {
public:
    /// Any number of providers in a node.
    static constexpr ServiceKey key{"plexus.chain.head-observer", 1, Cardinality::many};

    virtual ~HeadObserver();

    /// See the class.
    virtual void on_head() noexcept = 0;
};

}  // namespace plexus::inline v1::chain
