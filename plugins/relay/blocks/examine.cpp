#include "examine.hpp"

#include <algorithm>
#include <limits>

#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/kept_body.hpp>
#include <kit/eth/types/roots.hpp>

namespace plexus::relay {
namespace {

/// How far a block's time may lie ahead of our clock: go-ethereum's and bsc's allowance.
constexpr std::uint64_t ahead_seconds = 15;

/// go-ethereum and bsc, params.MaxGasLimit.
constexpr std::uint64_t most_gas = std::numeric_limits<std::int64_t>::max();

/// The difficulty of Clique and Parlia is 1 or 2, and Ethash raises it by a 2048th and the bomb; so
/// no chain more than doubles it in one block. Without this bound a single invented header could
/// make its chain the heaviest.
bool is_leap(const Uint256& difficulty, const Uint256& parent) {
    const std::optional<Uint256> twice = parent.checked_mul(2);
    return twice && difficulty > std::max(*twice, Uint256{2});
}

bool follows(const eth::Header& header, const eth::Header& parent) {
    const bool next = header.number > parent.number && header.number - parent.number == 1;
    return next && header.time >= parent.time && !is_leap(header.difficulty, parent.difficulty);
}

Result<void> check_appended(const eth::RawBlock& block, const eth::BodyRules* rules) {
    if (block.extra.empty()) return {};
    const Result<eth::BodyView> body = eth::view_body_items(block.body);
    if (!body) return body.error();
    const eth::BodyRules& rule = rules != nullptr ? *rules : eth::no_appended_items();
    return rule.check_appended({block.number, block.hash, block.parent}, body->transactions.raw,
                               block.extra);
}

Fault check_all(const eth::RawBlock& block, const eth::Header& header, const eth::Header* parent,
                const Rules& rules, std::uint64_t now) {
    const Fault fault = check_header(header, parent, now);
    if (fault != Fault::none) return fault;
    if (rules.headers != nullptr && !rules.headers->check(block.header)) return Fault::header;
    const bool whole =
        eth::check_body_items(header, block.body) && check_appended(block, rules.bodies);
    return whole ? Fault::none : Fault::body;
}

}  // namespace

Fault check_header(const eth::Header& header, const eth::Header* parent, std::uint64_t now) {
    if (header.gas_limit > most_gas || header.gas_used > header.gas_limit) return Fault::header;
    if (parent != nullptr && !follows(header, *parent)) return Fault::header;
    if (header.time > now + ahead_seconds) return Fault::early;
    return Fault::none;
}

Examination examine(eth::RawBlock block, const eth::Header* parent, const Rules& rules,
                    std::uint64_t now) {
    Examination found;
    Result<eth::Header> header = eth::decode_header(block.header);
    const Result<eth::RawBlock> gossip = in_gossip_form(std::move(block));
    if (!header || !gossip) {
        found.fault = header ? Fault::body : Fault::header;
        return found;
    }
    found.fault = check_all(*gossip, *header, parent, rules, now);
    if (found.fault == Fault::none)
        found.block = std::make_unique<KeptBlock>(keep(*gossip, std::move(*header)));
    return found;
}

}  // namespace plexus::relay
