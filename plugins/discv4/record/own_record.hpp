#pragma once

#include <functional>
#include <optional>

#include <api/async/clock.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/net/local_node.hpp>
#include <kit/enr/record.hpp>

namespace plexus::discv4 {

/// Our node record: address, ports and fork id, signed anew whenever one of them has changed.
///
/// Its sequence number is the time in milliseconds when it was made: it rises from one start to the
/// next without anything being stored.
///
/// @thread  one strand
class OwnRecord {
public:
    using HeadSource = std::function<chain::Head()>;

    OwnRecord(const net::LocalNode& self, const chain::ChainProfile& chain, HeadSource head,
              const Clock& clock)
        : self_{self}, chain_{chain}, head_{std::move(head)}, clock_{clock} {}

    /// The record as of now. The reference lasts until the next call.
    /// @errors the error of LocalNode::sign
    Result<const enr::Record*> current();

    /// Its sequence number, or 0 if it cannot be signed.
    std::uint64_t sequence();

    /// Whether a node with that `eth` entry can be on our chain.
    Result<void> accepts(BytesView fork_entry) const;

private:
    Result<enr::Record> make(const net::Node& node, const chain::ForkId& fork,
                             std::uint64_t sequence) const;

    const net::LocalNode& self_;
    const chain::ChainProfile& chain_;
    HeadSource head_;
    const Clock& clock_;
    std::optional<enr::Record> record_;
    net::Node node_{};
    chain::ForkId fork_{};
};

}  // namespace plexus::discv4
