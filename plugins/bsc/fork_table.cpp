#include "fork_table.hpp"

#include <algorithm>
#include <ctime>
#include <iomanip>
#include <ostream>

namespace plexus::bsc {
namespace {

constexpr int from_width = 17;
constexpr int time_width = 25;
constexpr int names_width = 24;

std::string utc(std::uint64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%F %T UTC", &parts);
    return {text.data(), size};
}

std::string names_of(const Network& network, const std::vector<AddedFork>& added,
                     const eth::ForkIds::Row& row) {
    if (row.kind == eth::ForkIds::Kind::genesis) return "genesis";
    const bool by_block = row.kind == eth::ForkIds::Kind::block;
    for (const NamedForks& forks : by_block ? network.block_forks : network.time_forks) {
        if (forks.from == row.from) return std::string{forks.names};
    }
    const auto fork = std::find_if(added.begin(), added.end(),
                                   [&](const AddedFork& item) { return item.time == row.from; });
    return fork == added.end() ? std::string{} : fork->name + " (added)";
}

std::string next_of(const chain::ForkId& id) {
    return id.next == 0 ? "none" : std::to_string(id.next);
}

}  // namespace

void print_fork_table(std::ostream& out, const Network& network,
                      const std::vector<AddedFork>& added, const eth::SpecProfile& profile,
                      WallTime now) {
    const std::vector<eth::ForkIds::Row>& rows = profile.fork_ids().rows();
    const chain::Head head = profile.assumed_head(now);
    const std::size_t present = profile.fork_ids().index_at(head.number, head.time);

    out << network.name << ", network id " << network.id << ", genesis block "
        << to_hex(profile.genesis().hash) << "\n\n"
        << std::left << "  " << std::setw(from_width) << "from" << std::setw(time_width) << ""
        << std::setw(names_width) << "forks"
        << "fork id\n";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool by_time = rows[i].kind == eth::ForkIds::Kind::time;
        const std::string from = (by_time ? "time " : "block ") + std::to_string(rows[i].from);
        out << (i == present ? "> " : "  ") << std::setw(from_width) << from
            << std::setw(time_width) << (by_time ? utc(rows[i].from) : "") << std::setw(names_width)
            << names_of(network, added, rows[i]) << to_hex(rows[i].id.hash) << '/'
            << rows[i].id.next << '\n';
    }
    out << "\nnow " << utc(head.time) << ": fork id " << to_hex(rows[present].id.hash) << ", next "
        << next_of(rows[present].id) << std::endl;
}

}  // namespace plexus::bsc
