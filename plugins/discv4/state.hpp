#pragma once

#include <api/async/clock.hpp>
#include <api/core/asio.hpp>
#include <api/net/local_node.hpp>
#include <api/plugin/metrics.hpp>

#include <plugins/discv4/record/own_record.hpp>
#include <plugins/discv4/requests/replies.hpp>
#include <plugins/discv4/table/contacts.hpp>
#include <plugins/discv4/table/table.hpp>
#include <plugins/discv4/wire/wire.hpp>
#include "parameters.hpp"

namespace plexus::discv4 {

/// The state that the parts of the service share; used on one strand only.
struct State {
    Executor executor;
    Clock& clock;
    const net::LocalNode& self;
    Parameters parameters;
    Wire wire;
    OwnRecord record;
    Contacts contacts{};
    Replies replies{};
    Table table;
    Event pinged;  ///< notified when a proved node has pinged us
    bool seeded =
        false;  ///< the first refresh is over; nodes that ping us before are not put into the table
};

inline asio::ip::udp::endpoint endpoint_of(const net::Node& node) {
    return {node.address, node.udp_port};
}

}  // namespace plexus::discv4
