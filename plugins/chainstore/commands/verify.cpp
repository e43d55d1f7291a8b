#include "verify.hpp"

#include <string>

#include <kit/eth/types/header.hpp>
#include <kit/eth/types/roots.hpp>

#include <plugins/chainstore/store/link.hpp>

namespace plexus::chainstore {
namespace {

constexpr std::uint64_t blocks_per_step = 256;

}  // namespace

std::string fault_in_contents(const chain::StoredBlock& block) {
    const Result<eth::Header> header = eth::decode_header(block.header);
    if (!header) return "its header does not decode";
    // Whether something may stand behind the body was checked when it was stored.
    const Result<eth::BodyRoots> roots = eth::body_roots(block.body);
    if (!roots || !eth::commits_to_body(*header, *roots)) return "its body is not its header's";
    if (block.receipts && !eth::check_receipts(*header, *block.receipts)) {
        return "its receipts are not its header's";
    }
    return {};
}

bool Verify::step() {
    for (std::uint64_t i = 0; i < blocks_per_step && next_ <= last_.number; ++i, ++next_) {
        const std::string fault = fault_of(next_);
        if (fault.empty()) continue;
        before_.reset();
        if (!first_bad_) first_bad_ = next_;
        if (++bad_ <= most_told) out_ << "block " << next_ << ": " << fault << '\n';
    }
    return next_ <= last_.number;
}

std::string Verify::fault_of(std::uint64_t number) {
    const Result<chain::StoredBlock> block = store_.block(number);
    if (!block) return "its record is damaged";
    const std::string fault = fault_in_contents(*block);
    return fault.empty() ? fault_in_chain(*block) : fault;
}

std::string Verify::fault_in_chain(const chain::StoredBlock& block) {
    const Result<chain::Head> stored = store_.head_at(block.number);
    if (!stored) return "its total difficulty is damaged";
    const Result<std::uint64_t> found = store_.number_of_hash(block.hash);
    if (!found || *found != block.number) return "it is not found by its hash";
    if (before_) {
        const Result<chain::Head> longer = follow(*before_, block);
        if (!longer) return "it does not follow the block before it";
        if (longer->total_difficulty != stored->total_difficulty) {
            return "its total difficulty is not the sum";
        }
    }
    if (block.number == last_.number && block.hash != last_.hash) return "it is not the head";
    before_ = *stored;
    return {};
}

void Verify::print() const {
    if (bad_ > most_told) out_ << "and " << bad_ - most_told << " more\n";
    out_ << "verified blocks " << first_ << " to " << last_.number << ": ";
    if (bad_ == 0) {
        out_ << "all are good" << std::endl;
        return;
    }
    out_ << bad_ << " are bad, from block " << *first_bad_
         << " on; `plexus import` of a file that has them writes them anew, `plexus repair` drops "
            "the chain from there on, to be fetched again"
         << std::endl;
}

}  // namespace plexus::chainstore
