#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <grpcpp/grpcpp.h>
#include <proto/sentry.grpc.pb.h>

#include <api/net/node.hpp>

#include <plugins/sentry/protocol.hpp>

namespace plexus::sentry {

/// One sentry behind the hub: how it is called, and which peers it has.
///
/// @thread any
class Link {
public:
    /// What is known of a peer.
    struct Peer {
        proto::PeerInfo info;
        std::uint64_t latest = 0;  ///< its highest block, as the client has told
    };

    Link(std::string name, std::shared_ptr<grpc::Channel> channel)
        : name_(std::move(name)), stub_(proto::Sentry::NewStub(channel)) {}

    /// For log lines: its address.
    const std::string& name() const noexcept { return name_; }
    proto::Sentry::Stub& stub() noexcept { return *stub_; }

    /// Whether it has shaken hands and been told the client's status.
    bool ready() const;
    void set_ready(bool ready);

    /// The call by which it tells its events, to be ended by give_up(); null before it is
    /// destroyed.
    void set_events(grpc::ClientContext* events);
    /// Ends the events, as if the sentry had ended them: it does not respond.
    void give_up();

    void add(const net::NodeId& id, proto::PeerInfo info);
    void remove(const net::NodeId& id);
    void set_latest(const net::NodeId& id, std::uint64_t number);
    bool has(const net::NodeId& id) const;
    /// Whether one of its peers has the block.
    bool reaches(std::uint64_t number) const;
    std::size_t size() const;
    std::map<net::NodeId, Peer> peers() const;

private:
    std::string name_;
    std::unique_ptr<proto::Sentry::Stub> stub_;
    mutable std::mutex mutex_;
    bool ready_ = false;
    grpc::ClientContext* events_ = nullptr;
    std::map<net::NodeId, Peer> peers_;
};

}  // namespace plexus::sentry
