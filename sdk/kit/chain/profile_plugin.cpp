#include "profile_plugin.hpp"

#include <utility>

#include <kit/chain/chain_folder.hpp>

namespace plexus::inline v1::chain {

void log_chain(Host& host, const SpecProfile& profile) {
    if (host.purpose() != Purpose::node) return;
    note_chain(host.data_dir(), profile);
    Logger log = host.logger();
    PLEXUS_LOG(log, info) << "this chain" << kv("chain", profile.name())
                          << kv("genesis", "0x" + to_hex(profile.genesis().hash))
                          << kv("network_id", profile.network_id())
                          << kv("chain_id", profile.chain_id());
}

ProfilePlugin::ProfilePlugin(Host& host, ChainSpec spec) : host_(host), profile_(std::move(spec)) {
    host.publish<ChainProfile>(profile_);
    host.publish<ChainParameters>(profile_);
}

awaitable<void> ProfilePlugin::start() {
    log_chain(host_, profile_);
    co_return;
}

awaitable<int> ProfilePlugin::command(std::string, std::vector<std::string>) {
    print_forks(host_, profile_);
    co_return 0;
}

}  // namespace plexus::inline v1::chain
