#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <api/async/clock.hpp>
#include <api/net/local_node.hpp>
#include <kit/enr/builder.hpp>

namespace plexus::enr {

/// The record of this node: collects the entries of plugins, and is signed when it is read and
/// something has changed.
///
/// @thread  any
class LocalRecord {
public:
    /// Called with each record that is signed, on the thread of the reader.
    using Observer = std::function<void(const Record& record)>;

    /// @param signer    signs with the key of `id`
    /// @param observer  may be empty
    LocalRecord(const net::NodeId& id, Signer signer, Observer observer = {});

    /// See `LocalNode::add_entry`. The handle may outlive the record.
    std::shared_ptr<void> add(std::string key, net::LocalNode::EntryValue value);

    /// Goes on from a record of an earlier run: it stays as long as nothing has changed.
    void restore(const Record& last);

    /// The record with those endpoints, and the entries as of now.
    ///
    /// A new one has the time in milliseconds as its sequence number, or one more than the last if
    /// that is higher: it rises even if the last one was lost.
    /// @errors as `LocalNode::record`
    Result<net::NodeRecordPtr> read(const net::Node& endpoints, WallTime now);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace plexus::enr
