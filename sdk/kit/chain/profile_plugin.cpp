#include "profile_plugin.hpp"

#include <utility>

namespace plexus::inline v1::chain {

ProfilePlugin::ProfilePlugin(Host& host, ChainSpec spec) : host_(host), profile_(std::move(spec)) {
    host.publish<ChainProfile>(profile_);
}

awaitable<int> ProfilePlugin::command(std::string, std::vector<std::string>) {
    print_forks(host_, profile_);
    co_return 0;
}

}  // namespace plexus::inline v1::chain
