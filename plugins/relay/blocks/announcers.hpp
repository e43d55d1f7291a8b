#pragma once

#include <deque>
#include <unordered_map>
#include <unordered_set>

#include <api/net/node.hpp>

namespace plexus::relay {

/// How many peers have sent or announced a block: where room is short, the block of many peers goes
/// before the invention of one. Of each peer the last blocks count, so that none can make the word
/// of others forgotten.
///
/// @thread the plugin's strand
class Announcers {
public:
    void note(const Hash256& block, const net::NodeId& peer);
    std::size_t count(const Hash256& block) const;
    void forget(const net::NodeId& peer);

private:
    void withdraw(const Hash256& block, const net::NodeId& peer);

    std::unordered_map<net::NodeId, std::deque<Hash256>> told_;  ///< oldest first
    std::unordered_map<Hash256, std::unordered_set<net::NodeId>> announcers_;
};

}  // namespace plexus::relay
