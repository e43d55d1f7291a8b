#pragma once

#include <set>

#include <api/async/task_scope.hpp>

#include <api/net/discovery.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/fake_profile.hpp>

#include "plugins.hpp"
#include "presence.hpp"

namespace plexus::simulation {

/// A newcomer that does nothing but discover, as fast as it can, and remembers what it has found.
class Observer {
public:
    Observer(Environment& environment, std::uint64_t number, std::vector<net::Node> bootnodes);
    ~Observer();
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;

    const std::set<net::NodeId>& found() const noexcept { return found_; }

private:
    awaitable<void> read(net::Discovery& discovery);

    Environment& environment_;
    testing::FakeLocalNode local_;
    SimulatedPort port_;
    testing::FakeProfile profile_;
    testing::FakeHeads heads_;
    std::set<net::NodeId> found_;
    LoadedPlugin discovery_;
    TaskScope scope_;
};

}  // namespace plexus::simulation
