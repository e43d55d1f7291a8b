#include "snapshot.hpp"

#include <algorithm>

#include "extra_data.hpp"

namespace plexus::inline v1::bsc {
namespace {

constexpr std::uint64_t first_epoch_length = 200;
constexpr std::uint64_t lorentz_epoch_length = 500;
constexpr std::uint64_t maxwell_epoch_length = most_epoch_length;

/// bsc: Parlia.snapshot, offset.
constexpr std::uint64_t settling_blocks = 200;

/// bsc: kAncestorGenerationDepth.
constexpr unsigned attested_ancestors_since_fermi = 3;

/// The set that an epoch header announces. Before Bohr it says nothing of turns.
ValidatorSetPtr announced(const ExtraParts& parts, std::uint64_t turn_length) {
    auto set = std::make_shared<ValidatorSet>();
    set->validators = parts.validators;
    std::ranges::sort(set->validators);
    const auto doubled = std::ranges::unique(set->validators);
    set->validators.erase(doubled.begin(), doubled.end());
    set->turn_length = parts.turn_length ? *parts.turn_length : turn_length;
    return set;
}

Result<ExtraParts> split(const Snapshot& before, const eth::Header& header, const Schedule& forks) {
    const EpochPosition position =
        header.number % before.epoch_length == 0 ? EpochPosition::epoch : EpochPosition::between;
    return split_extra(header.extra, form_of(forks, header), position);
}

Result<void> check_sealer(const Snapshot& before, const SealedHeader& next) {
    if (!before.active->has(next.sealer)) return Errc::bad_signature;
    if (before.sealed_recently(next.sealer)) return Errc::invalid_data;
    const bool in_turn = before.active->in_turn(next.header.number) == next.sealer;
    if (next.header.difficulty != (in_turn ? 2U : 1U)) return Errc::invalid_data;
    return {};
}

/// The snapshot of the attested block; null if the attestation is for none of the last ancestors,
/// or if they are not here.
struct Target {
    bool found = false;
    SnapshotPtr before{};  ///< of the block before the attested one; null if it is not here
};

Target target_of(const Snapshot& parent, const Attestation& attestation, unsigned ancestors,
                 const Snapshot::Find& find) {
    Justified at{parent.number, parent.hash};
    Hash256 before = parent.parent;
    for (unsigned i = 0; i < ancestors; ++i) {
        SnapshotPtr snapshot = find(before);
        if (attestation.target == at) return {true, std::move(snapshot)};
        if (!snapshot) return {};
        at = {snapshot->number, snapshot->hash};
        before = snapshot->parent;
    }
    return {};
}

Result<void> check_attestation(const Snapshot& parent, const eth::Header& header,
                               const Result<Attestation>& attestation, const Schedule& forks,
                               const Snapshot::Find& find) {
    if (!attestation || !is_lawful(*attestation)) return Errc::invalid_data;
    if (parent.justified && attestation->source != *parent.justified) return Errc::invalid_data;
    const unsigned ancestors =
        since(forks.fermi, forks, header) ? attested_ancestors_since_fermi : 1;
    const Target target = target_of(parent, *attestation, ancestors, find);
    if (!target.found) return Errc::invalid_data;
    // Right behind a checkpoint the set of the attested block is not known.
    if (!target.before || !target.before->active) return {};
    if (!has_quorum(*attestation, target.before->active->validators.size()))
        return Errc::invalid_data;
    return {};
}

void take_attestation(Snapshot& after, const eth::Header& header, const Attestation& attestation,
                      const Schedule& forks) {
    const bool of_parent =
        attestation.target.hash == header.parent && attestation.target.number + 1 == header.number;
    if (!since(forks.fermi, forks, header) && !of_parent) return;
    // A row of two justified blocks finalises the first of them.
    if (!after.finalized || attestation.source.number + 1 == attestation.target.number)
        after.finalized = attestation.source.number;
    after.justified = attestation.target;
}

void forget_sealers(Snapshot& after, std::uint64_t up_to) {
    const std::uint64_t first = after.number + 1 - after.sealers.size();
    if (up_to < first) return;
    const std::uint64_t count = std::min<std::uint64_t>(up_to - first + 1, after.sealers.size());
    after.sealers.erase(after.sealers.begin(),
                        after.sealers.begin() + static_cast<std::ptrdiff_t>(count));
}

void remember_sealer(Snapshot& after, const SealedHeader& next, const Schedule& forks) {
    after.sealers.push_back(next.sealer);
    const std::uint64_t kept = after.active->history() + 1;
    if (after.number >= kept) forget_sealers(after, after.number - kept);
    // BEP-524: what is final blocks nobody.
    if (since(forks.maxwell, forks, next.header))
        forget_sealers(after, after.finalized.value_or(0));
}

void stretch_epoch(Snapshot& after, const eth::Header& header, const Schedule& forks) {
    const std::uint64_t next = header.number + 1;
    if (after.epoch_length == first_epoch_length && since(forks.lorentz, forks, header) &&
        next % lorentz_epoch_length == 0) {
        after.epoch_length = lorentz_epoch_length;
    }
    if (after.epoch_length == lorentz_epoch_length && since(forks.maxwell, forks, header) &&
        next % maxwell_epoch_length == 0) {
        after.epoch_length = maxwell_epoch_length;
    }
}

/// The set of the last epoch header comes into force when nobody of the set before it can have
/// sealed too recently any more.
Result<void> change_set(Snapshot& after, const eth::Header& header, std::uint64_t epoch_length,
                        const Schedule& forks) {
    const std::uint64_t history = after.active->history();
    if (header.number % epoch_length != history) return {};
    const std::uint64_t epoch = header.number / epoch_length;
    const bool bohr = since(forks.bohr, forks, header);
    // A larger set has a longer history, whose end would change the set a second time.
    if (bohr && after.changed_in == epoch) return {};
    if (!after.pending || after.pending_since != header.number - history) return Errc::invalid_data;
    after.active = after.pending;
    if (bohr) {
        after.sealers.clear();  // BEP-404
        after.changed_in = epoch;
    } else if (const std::uint64_t kept = after.active->history() + 1; header.number >= kept) {
        forget_sealers(after, header.number - kept);
    }
    return {};
}

}  // namespace

bool ValidatorSet::has(const Address& address) const {
    return std::ranges::binary_search(validators, address);
}

const Address& ValidatorSet::in_turn(std::uint64_t number) const {
    return validators[number / turn_length % validators.size()];
}

std::uint64_t ValidatorSet::history() const noexcept {
    return (validators.size() / 2 + 1) * turn_length - 1;
}

bool Snapshot::sealed_recently(const Address& address) const {
    const std::uint64_t counted = std::min<std::uint64_t>(active->history(), sealers.size());
    const auto seals =
        std::count(sealers.end() - static_cast<std::ptrdiff_t>(counted), sealers.end(), address);
    return static_cast<std::uint64_t>(seals) >= active->turn_length;
}

Result<SnapshotPtr> Snapshot::apply(const SealedHeader& next, const Schedule& forks,
                                    const Find& find) const {
    const eth::Header& header = next.header;
    if (header.parent != hash || header.number != number + 1) return Errc::invalid_data;
    const Result<ExtraParts> parts = split(*this, header, forks);
    if (!parts) return parts.error();
    if (active) {
        const Result<void> lawful = check_sealer(*this, next);
        if (!lawful) return lawful.error();
    }
    auto after = std::make_shared<Snapshot>(*this);
    after->number = header.number;
    after->time = header.time;
    after->hash = next.hash;
    after->parent = header.parent;
    if (!parts->attestation.empty()) {
        const Result<Attestation> attestation = decode_attestation(parts->attestation);
        const Result<void> lawful = check_attestation(*this, header, attestation, forks, find);
        if (!lawful && header.number >= forks.plato) return lawful.error();
        if (attestation) take_attestation(*after, header, *attestation, forks);
    }
    if (active) remember_sealer(*after, next, forks);
    stretch_epoch(*after, header, forks);
    if (!active && header.number >= settles_at) after->active = pending;
    if (!parts->validators.empty()) {
        const std::uint64_t turn_length = active ? active->turn_length : 1;
        after->pending = announced(*parts, turn_length);
        after->pending_since = header.number;
    }
    if (active) {
        const Result<void> changed = change_set(*after, header, epoch_length, forks);
        if (!changed) return changed.error();
    }
    return SnapshotPtr{std::move(after)};
}

Result<SnapshotPtr> snapshot_of_genesis(const eth::Header& header, const Hash256& hash,
                                        const Schedule& forks) {
    const Result<ExtraParts> parts =
        split_extra(header.extra, form_of(forks, header), EpochPosition::epoch);
    if (!parts) return parts.error();
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->time = header.time;
    snapshot->hash = hash;
    snapshot->epoch_length = first_epoch_length;
    snapshot->active = snapshot->pending = announced(*parts, 1);
    snapshot->justified = Justified{0, hash};
    return SnapshotPtr{std::move(snapshot)};
}

Result<SnapshotPtr> snapshot_of_epoch(const eth::Header& header, const Hash256& hash,
                                      const Schedule& forks) {
    if (header.number % most_epoch_length != 0) return Errc::invalid_data;
    const Result<ExtraParts> parts =
        split_extra(header.extra, form_of(forks, header), EpochPosition::epoch);
    if (!parts) return parts.error();
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->number = header.number;
    snapshot->time = header.time;
    snapshot->hash = hash;
    snapshot->parent = header.parent;
    // Epochs of all lengths begin here, so a length that is due has come into force.
    snapshot->epoch_length = since(forks.maxwell, forks, header)   ? maxwell_epoch_length
                             : since(forks.lorentz, forks, header) ? lorentz_epoch_length
                                                                   : first_epoch_length;
    snapshot->pending = announced(*parts, 1);
    snapshot->pending_since = header.number;
    snapshot->settles_at = header.number + settling_blocks;
    return SnapshotPtr{std::move(snapshot)};
}

}  // namespace plexus::inline v1::bsc
