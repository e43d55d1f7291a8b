#pragma once

#include <deque>
#include <string>
#include <vector>

#include <plugins/fleet/bus/bus.hpp>
#include <plugins/fleet/heartbeat.hpp>

namespace plexus::testing {

/// An id whose first byte is that number.
net::NodeId node_id(std::uint8_t number);

/// A claim of a peer of that number that was dialled.
fleet::Claim claim(std::uint8_t number, std::uint64_t since_us = 1);

/// What a member of that number says.
fleet::Heartbeat heartbeat(std::uint8_t member, std::vector<fleet::Claim> claims = {});

/// A bus of several ends in one process.
class FakeBus final : public fleet::Bus {
public:
    /// What the ends share.
    struct Wire {
        std::vector<FakeBus*> ends{};
        bool up = true;
    };

    explicit FakeBus(Wire& wire) : wire_(wire) {}

    /// A message to every end, from nobody.
    static void send(Wire& wire, const Bytes& message);

    void open() override { wire_.ends.push_back(this); }
    std::optional<std::string> receive() override;
    void publish(const Bytes& message) override { send(wire_, message); }
    std::string error() const override { return wire_.up ? "" : "the wire is cut"; }
    void close() override { std::erase(wire_.ends, this); }

private:
    Wire& wire_;
    std::deque<std::string> waiting_;
};

}  // namespace plexus::testing
