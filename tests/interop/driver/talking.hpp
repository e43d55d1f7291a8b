#pragma once

#include <memory>
#include <sstream>
#include <string>

#include <api/core/asio.hpp>
#include <api/net/local_node.hpp>
#include <api/net/talk.hpp>

namespace plexus::driver {

/// `record`: prints the record of this node; `talk ENR PROTOCOL TEXT`: sends a TALKREQ to another
/// one and prints its response. Serves the protocol `echo`.
class Talking {
public:
    /// @param talk  null: there is no discv5, and only `record` is obeyed
    Talking(const net::LocalNode& node, net::Talk* talk);

    /// @returns whether the name is one of these
    awaitable<bool> obey(const std::string& name, std::istringstream& words);

private:
    awaitable<void> request(std::istringstream& words);

    const net::LocalNode& node_;
    net::Talk* talk_;
    std::shared_ptr<void> echo_{};
};

}  // namespace plexus::driver
