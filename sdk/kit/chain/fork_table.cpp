#include "fork_table.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <iomanip>
#include <iostream>

#include <api/async/clock.hpp>
#include <kit/chain/chain_folder.hpp>

namespace plexus::inline v1::chain {
namespace {

constexpr int from_width = 17;
constexpr int time_width = 25;
constexpr int widest_names = 40;
constexpr std::string_view genesis_name = "genesis";

std::string utc(std::uint64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%F %T UTC", &parts);
    return {text.data(), size};
}

std::string names_of(const ChainSpec& spec, const ForkIds::Row& row) {
    if (row.kind == ForkIds::Kind::genesis) return std::string(genesis_name);
    const auto found = spec.fork_names.find(row.from);
    return found == spec.fork_names.end() ? std::string{} : found->second;
}

int names_width(const ChainSpec& spec) {
    std::size_t widest = genesis_name.size();
    for (const auto& [from, names] : spec.fork_names) widest = std::max(widest, names.size());
    return std::min(static_cast<int>(widest), widest_names) + 3;
}

void print_row(std::ostream& out, const ChainSpec& spec, const ForkIds::Row& row) {
    const bool by_time = row.kind == ForkIds::Kind::time;
    const std::string from = (by_time ? "time " : "block ") + std::to_string(row.from);
    out << std::setw(from_width) << from << std::setw(time_width) << (by_time ? utc(row.from) : "")
        << std::setw(names_width(spec)) << names_of(spec, row) << to_hex(row.id.hash) << '/'
        << row.id.next << '\n';
}

std::string place_of(const ChainStatus& chain_status) {
    const std::string time = utc(chain_status.head.time);
    const std::string block = "block " + std::to_string(chain_status.head.number) + " of " + time;
    switch (chain_status.source) {
        case HeadSource::assumed:
            return "now " + time + " by the clock";
        case HeadSource::agreed:
            return block + ", the head that enough peers agree on";
        case HeadSource::local:
            return block + ", the head of the chain held here";
    }
    return {};
}

}  // namespace

ChainStatus chain_status_of(const SpecProfile& profile, const HeadTracker* heads, WallTime now) {
    if (heads != nullptr) return heads->chain_status();
    ChainStatus assumed;
    assumed.head = profile.assumed_head(now);
    return assumed;
}

void print_fork_table(std::ostream& out, const SpecProfile& profile,
                      const ChainStatus& chain_status) {
    const ChainSpec& spec = profile.spec();
    const std::vector<ForkIds::Row>& rows = profile.fork_ids().rows();
    const std::size_t present =
        profile.fork_ids().index_at(chain_status.head.number, chain_status.head.time);

    out << spec.name << ", network id " << spec.network_id << ", genesis block "
        << to_hex(profile.genesis().hash) << "\n\n"
        << std::left << "  " << std::setw(from_width) << "from" << std::setw(time_width) << ""
        << std::setw(names_width(spec)) << "forks"
        << "fork id\n";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        out << (i == present ? "> " : "  ");
        print_row(out, spec, rows[i]);
    }
    const ForkId& id = rows[present].id;
    out << '\n'
        << place_of(chain_status) << ": fork id " << to_hex(id.hash) << ", next "
        << (id.next == 0 ? "none" : std::to_string(id.next)) << std::endl;
}

void print_forks(Host& host, const SpecProfile& profile) {
    check_chain(host.data_dir(), profile);
    const WallTime now = Clock::of(host.strand()).wall();
    const Lease<HeadTracker> heads = host.lease<HeadTracker>();
    print_fork_table(std::cout, profile, chain_status_of(profile, heads.get(), now));
}

}  // namespace plexus::inline v1::chain
