#pragma once

#include <api/async/clock.hpp>
#include <api/core/asio.hpp>
#include <api/net/local_node.hpp>
#include <api/plugin/metrics.hpp>

#include <plugins/discv4/kademlia.hpp>
#include <plugins/discv4/requests/replies.hpp>
#include <plugins/discv4/table/contacts.hpp>
#include <plugins/discv4/wire/wire.hpp>
#include "parameters.hpp"

namespace plexus::discv4 {

/// The state that the parts of the service share; used on one strand only.
struct State {
    Executor executor;
    Clock& clock;
    net::LocalNode& self;
    Parameters parameters;
    Wire wire;
    ChainFilter chain;
    Contacts contacts{};
    Replies replies{};
    Table table;
    Event pinged;  ///< notified when a proved node has pinged us
    bool seeded =
        false;  ///< the first refresh is over; nodes that ping us before are not put into the table
};

/// Of its two addresses a node is spoken to at one alone.
inline asio::ip::address address_of(const net::Node& node) { return node.endpoint().address; }

/// The number of our record, or 0 if it cannot be signed.
inline std::uint64_t own_sequence(const State& state) {
    const Result<net::NodeRecordPtr> record = state.self.record();
    return record ? (*record)->sequence : 0;
}

}  // namespace plexus::discv4
