#include "extra_data.hpp"

#include <algorithm>

namespace plexus::inline v1::bsc {
namespace {

constexpr std::size_t vanity_bytes = 32;
constexpr std::size_t seal_bytes = 65;
constexpr std::size_t address_bytes = Address::size_bytes;
constexpr std::size_t validator_bytes = address_bytes + 48;  // and a BLS public key

constexpr std::uint64_t epoch_before_luban = 200;
constexpr std::uint64_t epoch_divisor = 100;  // of 200, 500 and 1000

void read_validators(BytesView bytes, std::size_t each, std::vector<Address>& validators) {
    for (; bytes.size() >= each; bytes = bytes.subspan(each)) {
        validators.push_back(*Address::from(bytes.first(address_bytes)));
    }
}

Result<ExtraParts> split_addresses(BytesView middle, EpochPosition position) {
    ExtraParts parts;
    const bool listed = !middle.empty() && middle.size() % address_bytes == 0;
    if (position == EpochPosition::between ? !middle.empty() : !listed) return Errc::invalid_data;
    read_validators(middle, address_bytes, parts.validators);
    return parts;
}

Result<ExtraParts> split_counted(BytesView middle, ExtraForm form) {
    if (middle.empty() || middle.front() == 0) return Errc::invalid_data;
    ExtraParts parts;
    const std::size_t listed = std::size_t{middle.front()} * validator_bytes;
    const std::size_t turn_bytes = form == ExtraForm::turns ? 1 : 0;
    if (middle.size() < 1 + listed + turn_bytes) return Errc::invalid_data;
    read_validators(middle.subspan(1, listed), validator_bytes, parts.validators);
    if (form == ExtraForm::turns) parts.turn_length = middle[1 + listed];
    if (parts.turn_length == 0) return Errc::invalid_data;
    parts.attestation = middle.subspan(1 + listed + turn_bytes);
    return parts;
}

}  // namespace

BytesView seal(BytesView extra) noexcept { return extra.last(std::min(extra.size(), seal_bytes)); }

BytesView unsealed(BytesView extra) noexcept {
    return extra.first(extra.size() - seal(extra).size());
}

ExtraForm form_of(const Schedule& forks, const eth::Header& header) noexcept {
    if (header.number < forks.luban) return ExtraForm::addresses;
    return since(forks.bohr, forks, header) ? ExtraForm::turns : ExtraForm::counted;
}

Result<ExtraParts> split_extra(BytesView extra, ExtraForm form, EpochPosition position) {
    if (extra.size() < vanity_bytes + seal_bytes) return Errc::invalid_data;
    const BytesView middle = unsealed(extra).subspan(vanity_bytes);
    if (form == ExtraForm::addresses) return split_addresses(middle, position);
    if (position == EpochPosition::epoch) return split_counted(middle, form);
    ExtraParts parts;
    parts.attestation = middle;
    return parts;
}

bool can_begin_epoch(std::uint64_t number, ExtraForm form) noexcept {
    const std::uint64_t divisor = form == ExtraForm::addresses ? epoch_before_luban : epoch_divisor;
    return number % divisor == 0;
}

bool can_be_between(std::uint64_t number, ExtraForm form) noexcept {
    return form != ExtraForm::addresses || number % epoch_before_luban != 0;
}

}  // namespace plexus::inline v1::bsc
