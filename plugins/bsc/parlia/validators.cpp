#include "validators.hpp"

#include <charconv>

#include <api/plugin/config_error.hpp>
#include <kit/crypto/keccak.hpp>

namespace plexus::inline v1::bsc {
namespace {

using namespace std::chrono_literals;

/// More than a chain is usually rewound by and headers are fetched ahead of their blocks; at most
/// some 2 KiB each, with 21 validators.
constexpr std::size_t kept_snapshots = 8192;

/// How old the best checked block may be: many times BSC's block time.
constexpr auto recent = 60s;

}  // namespace

Checkpoint read_checkpoint(const std::string& written) {
    const std::size_t split = std::min(written.find(':'), written.size());
    Checkpoint point;
    const auto [stopped, error] =
        std::from_chars(written.data(), written.data() + split, point.number);
    std::string_view digits = std::string_view{written}.substr(std::min(split + 1, written.size()));
    if (digits.starts_with("0x")) digits.remove_prefix(2);
    const auto bytes = from_hex(digits);
    const bool hashed = bytes && bytes->size() == Hash256::size_bytes;
    if (split == 0 || error != std::errc{} || stopped != written.data() + split || !hashed) {
        throw ConfigError("bsc.checkpoint: '" + written +
                          "' is not NUMBER:HASH with 64 hexadecimal digits");
    }
    if (point.number % most_epoch_length != 0) {
        throw ConfigError("bsc.checkpoint: block " + std::to_string(point.number) +
                          " does not surely begin an epoch; take a multiple of " +
                          std::to_string(most_epoch_length));
    }
    point.hash = *Hash256::from(*bytes);
    return point;
}

Validators::Validators(Parlia parlia, Seals seals, std::optional<Checkpoint> checkpoint, Now now)
    : parlia_(std::move(parlia)),
      seals_(seals),
      checkpoint_(checkpoint),
      now_(std::move(now)),
      snapshots_(kept_snapshots) {}

Result<void> Validators::check(BytesView bytes) const {
    if (seals_ == Seals::never || find(crypto::keccak256(bytes))) return {};
    const Result<eth::Header> header = eth::decode_header(bytes);
    if (!header) return header.error();
    if (!concerns(*header)) return {};
    const Result<SealedHeader> sealed = parlia_.check(bytes);
    if (!sealed) return sealed.error();
    if (checkpoint_ && header->number == checkpoint_->number && sealed->hash != checkpoint_->hash)
        return Errc::invalid_data;
    if (const SnapshotPtr parent = find(header->parent)) return follow(*sealed, *parent);
    const bool trusted = header->number == 0 || (checkpoint_ && sealed->hash == checkpoint_->hash);
    return trusted ? begin(*header, sealed->hash) : check_alone(*sealed);
}

bool Validators::concerns(const eth::Header& header) const {
    if (seals_ == Seals::always || header.number == 0 || find(header.parent)) return true;
    if (checkpoint_ && header.number == checkpoint_->number) return true;
    return is_of_best_epoch(header.number);
}

/// The sets of an epoch are known once one of its blocks is: the old one, and its header's.
bool Validators::is_of_best_epoch(std::uint64_t number) const {
    const SnapshotPtr block = best();
    return block && number > block->number &&
           number / block->epoch_length == block->number / block->epoch_length;
}

Result<void> Validators::check_alone(const SealedHeader& sealed) const {
    if (!is_of_best_epoch(sealed.header.number)) return {};
    const SnapshotPtr block = best();
    const bool member =
        block->active->has(sealed.sealer) || (block->pending && block->pending->has(sealed.sealer));
    if (!member) return Errc::bad_signature;
    return {};
}

Result<void> Validators::follow(const SealedHeader& sealed, const Snapshot& parent) const {
    const auto earlier = [this](const Hash256& hash) { return find(hash); };
    const Result<SnapshotPtr> after = parent.apply(sealed, parlia_.forks(), earlier);
    if (!after) return after.error();
    keep(*after);
    return {};
}

Result<void> Validators::begin(const eth::Header& header, const Hash256& hash) const {
    const Result<SnapshotPtr> first = header.number == 0
                                          ? snapshot_of_genesis(header, hash, parlia_.forks())
                                          : snapshot_of_epoch(header, hash, parlia_.forks());
    if (!first) return first.error();
    keep(*first);
    return {};
}

Result<void> Validators::rebuild(std::span<const SharedBytes> headers) const {
    bool begun = false;
    for (const SharedBytes& raw : headers) {
        const Hash256 hash = crypto::keccak256(raw);
        if (find(hash)) {
            begun = true;
            continue;
        }
        const Result<eth::Header> header = eth::decode_header(raw);
        if (!header) return header.error();
        if (!begun && header->number % most_epoch_length != 0) continue;
        Result<void> done;
        if (begun) {
            done = check(raw);
        } else {
            done = begin(*header, hash);
        }
        if (!done) return done;
        begun = true;
    }
    return {};
}

bool Validators::checks_seals() const noexcept {
    if (seals_ != Seals::known) return seals_ == Seals::always;
    const SnapshotPtr block = best();
    return block && WallTime{std::chrono::seconds{block->time}} + recent >= now_();
}

bool Validators::knows(const Hash256& hash) const {
    return seals_ == Seals::never || find(hash) != nullptr;
}

chain::Finality Validators::finality(BytesView bytes) const {
    chain::Finality known;
    if (const SnapshotPtr block = find(crypto::keccak256(bytes))) {
        if (block->justified) known.justified = block->justified->number;
        known.finalized = block->finalized;
        if (block->active) known.validators = block->active->validators.size();
        if (known.justified) return known;
    }
    const Result<eth::Header> header = eth::decode_header(bytes);
    const auto votes = header ? parlia_.attestation_of(*header) : std::nullopt;
    if (!votes) return known;
    known.justified = votes->target.number;
    if (votes->source.number + 1 == votes->target.number) known.finalized = votes->source.number;
    return known;
}

SnapshotPtr Validators::find(const Hash256& hash) const {
    const std::lock_guard lock{mutex_};
    const SnapshotPtr* found = snapshots_.find(hash);
    return found != nullptr ? *found : nullptr;
}

SnapshotPtr Validators::best() const {
    const std::lock_guard lock{mutex_};
    return best_;
}

void Validators::keep(const SnapshotPtr& snapshot) const {
    const std::lock_guard lock{mutex_};
    snapshots_.put(snapshot->hash, snapshot);
    // The genesis block is known from the start, whatever chain the node is on.
    const bool followed = snapshot->active && snapshot->number > 0;
    if (followed && (!best_ || snapshot->number >= best_->number)) best_ = snapshot;
}

}  // namespace plexus::inline v1::bsc
