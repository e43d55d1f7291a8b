#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <api/async/task_scope.hpp>
#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/fake_profile.hpp>
#include <kit/testing/memory_datagrams.hpp>
#include <plugins/discv4/service.hpp>

namespace plexus::discv4 {

/// A discovery service with an identity and a port of its own.
struct Resident {
    Resident(const Executor& executor, testing::DatagramNetwork& network, std::uint64_t seed,
             Parameters parameters);

    net::Node node() const { return self.node(); }
    void run();
    void stop() { scope.cancel(); }

    testing::FakeLocalNode self;
    testing::MemoryDatagramPort port;
    testing::FakeProfile profile;
    Metrics metrics;
    std::vector<net::NodeUpdate> kept;
    std::vector<net::Node> seeds;  ///< known from an earlier run
    TaskScope scope;
    Service service;
};

/// Services that find each other over a network in memory. Time is real; what takes seconds between
/// strangers takes milliseconds here.
class Neighborhood {
public:
    Neighborhood();
    Neighborhood(const Neighborhood&) = delete;
    Neighborhood& operator=(const Neighborhood&) = delete;
    ~Neighborhood();

    static Parameters parameters(std::vector<net::Node> bootnodes);

    Resident& add(std::vector<net::Node> bootnodes = {}) {
        return add(parameters(std::move(bootnodes)));
    }
    Resident& add(Parameters parameters);

    /// It has a port, and nobody reads from it before run().
    Resident& add_silent();

    /// What the resident's next() yields.
    net::Node next_of(Resident& resident);
    /// Calls next() and goes on; the outcome is there once it has come.
    using Outcome = std::shared_ptr<std::optional<Result<net::Node>>>;
    Outcome begin_next(Resident& resident);

    /// Goes on until the condition holds, but not for ever: after 30 s the test fails.
    void until(const std::function<bool()>& condition);

    /// Does what can be done at once.
    void settle();

    Executor executor() { return context_.get_executor(); }
    testing::DatagramNetwork& network() { return network_; }

private:
    asio::io_context context_{1};
    testing::DatagramNetwork network_{context_.get_executor()};
    std::vector<std::unique_ptr<Resident>> residents_;
};

}  // namespace plexus::discv4
