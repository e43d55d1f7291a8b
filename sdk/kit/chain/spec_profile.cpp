#include "spec_profile.hpp"

#include <algorithm>
#include <utility>

#include <api/plugin/config_error.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/header.hpp>

namespace plexus::inline v1::chain {
namespace {

Head head_of(const std::string& chain, BytesView header) {
    const Result<eth::Header> decoded = eth::decode_header(header);
    if (!decoded) throw ConfigError(chain + ": the genesis block's header does not decode");
    return {.number = decoded->number,
            .time = decoded->time,
            .hash = crypto::keccak256(header),
            .total_difficulty = decoded->difficulty};
}

ForkSchedule schedule_of(const ChainSpec& spec, const Head& genesis) {
    return {.genesis_hash = genesis.hash,
            .genesis_time = genesis.time,
            .blocks = spec.block_forks,
            .times = spec.time_forks};
}

}  // namespace

SpecProfile::SpecProfile(ChainSpec spec)
    : spec_(std::move(spec)),
      header_(spec_.genesis_header),
      body_(spec_.genesis_body),
      genesis_(head_of(spec_.name, header_)),
      fork_ids_(schedule_of(spec_, genesis_)) {
    std::ranges::stable_sort(spec_.blob_schedule, {}, &BlobRules::time);
}

Head SpecProfile::assumed_head(WallTime now) const {
    Head head = genesis_;
    for (const std::uint64_t fork : spec_.block_forks) head.number = std::max(head.number, fork);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
    head.time = static_cast<std::uint64_t>(std::max<std::int64_t>(seconds.count(), 0));
    return head;
}

ForkId SpecProfile::fork_id(const Head& head) const { return fork_ids_.at(head.number, head.time); }

Result<void> SpecProfile::accepts(const ForkId& remote, const Head& head) const {
    return fork_ids_.accepts(remote, head.number, head.time);
}

}  // namespace plexus::inline v1::chain
