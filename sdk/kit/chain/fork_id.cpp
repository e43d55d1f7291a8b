#include "fork_id.hpp"

#include <algorithm>
#include <array>
#include <boost/crc.hpp>

namespace plexus::inline v1::chain {
namespace {

/// Tells announced times from announced block numbers: the time of Ethereum's genesis block, which
/// go-ethereum and bsc use for every chain.
constexpr std::uint64_t time_threshold = 1438269973;

std::vector<std::uint64_t> in_order(std::vector<std::uint64_t> forks, std::uint64_t after) {
    std::sort(forks.begin(), forks.end());
    forks.erase(std::unique(forks.begin(), forks.end()), forks.end());
    forks.erase(forks.begin(), std::upper_bound(forks.begin(), forks.end(), after));
    return forks;
}

FixedBytes<4> big_endian(std::uint32_t value) noexcept {
    FixedBytes<4> bytes;
    for (std::size_t i = bytes.size(); i > 0; value >>= 8) {
        bytes.bytes[--i] = static_cast<std::uint8_t>(value);
    }
    return bytes;
}

/// CRC-32 over the genesis hash and then over each fork passed.
class Checksum {
public:
    explicit Checksum(const Hash256& genesis) {
        crc_.process_bytes(genesis.data(), genesis.size());
    }

    void pass(std::uint64_t fork) {
        std::array<std::uint8_t, sizeof fork> bytes;
        for (std::size_t i = bytes.size(); i > 0; fork >>= 8) {
            bytes[--i] = static_cast<std::uint8_t>(fork);
        }
        crc_.process_bytes(bytes.data(), bytes.size());
    }

    FixedBytes<4> value() const { return big_endian(crc_.checksum()); }

private:
    boost::crc_32_type crc_;
};

}  // namespace

void write_fork_id(rlp::Writer& out, const ForkId& id) {
    out.list([&] {
        out.fixed(id.hash);
        out.u64(id.next);
    });
}

ForkId read_fork_id(rlp::Reader& in) noexcept {
    ForkId id;
    rlp::Reader fields = in.list();
    id.hash = fields.fixed<4>();
    id.next = fields.u64();
    fields.expect_end();
    return id;
}

ForkIds::ForkIds(const ForkSchedule& schedule) {
    Checksum checksum{schedule.genesis_hash};
    rows_.push_back({Kind::genesis, 0, {checksum.value(), 0}});
    const auto append = [&](Kind kind, std::uint64_t fork) {
        rows_.back().id.next = fork;
        checksum.pass(fork);
        rows_.push_back({kind, fork, {checksum.value(), 0}});
    };
    for (const std::uint64_t fork : in_order(schedule.blocks, 0)) append(Kind::block, fork);
    for (const std::uint64_t fork : in_order(schedule.times, schedule.genesis_time)) {
        append(Kind::time, fork);
    }
}

std::size_t ForkIds::index_at(std::uint64_t number, std::uint64_t time) const noexcept {
    const auto is_ahead = [&](const Row& row) {
        return (row.kind == Kind::time ? time : number) < row.from;
    };
    const auto next = std::find_if(rows_.begin() + 1, rows_.end(), is_ahead);
    return static_cast<std::size_t>(next - rows_.begin()) - 1;
}

ForkId ForkIds::at(std::uint64_t number, std::uint64_t time) const noexcept {
    return rows_[index_at(number, time)].id;
}

Result<void> ForkIds::accepts(const ForkId& remote, std::uint64_t number,
                              std::uint64_t time) const noexcept {
    const std::size_t ours = index_at(number, time);
    const auto known = std::find_if(rows_.begin(), rows_.end(),
                                    [&](const Row& row) { return row.id.hash == remote.hash; });
    if (known == rows_.end()) return Errc::incompatible;

    const auto theirs = static_cast<std::size_t>(known - rows_.begin());
    if (theirs == ours) {
        // The remote has the same rules so far. It must not expect a fork at a block or time that
        // we have passed without one.
        const bool passed =
            number >= remote.next || (remote.next > time_threshold && time >= remote.next);
        if (remote.next > 0 && passed) return Errc::incompatible;
    } else if (theirs < ours) {
        // The remote is behind us. It must announce the fork that comes next for it, or it will
        // follow another chain from there on.
        if (remote.next != known->id.next) return Errc::incompatible;
    }
    return {};  // ahead of us on our own schedule, or as above
}

}  // namespace plexus::inline v1::chain
