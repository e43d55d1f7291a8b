#include "examine.hpp"

#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/check_header.hpp>
#include <kit/eth/types/kept_body.hpp>
#include <kit/eth/types/roots.hpp>

namespace plexus::relay {
namespace {

Fault fault_of(eth::HeaderFault fault) {
    if (fault == eth::HeaderFault::invalid) return Fault::header;
    return fault == eth::HeaderFault::early ? Fault::early : Fault::none;
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
    const Fault fault = fault_of(eth::check_header(header, parent, now));
    if (fault != Fault::none) return fault;
    if (rules.headers != nullptr && !rules.headers->check(block.header)) return Fault::header;
    const bool whole =
        eth::check_body_items(header, block.body) && check_appended(block, rules.bodies);
    return whole ? Fault::none : Fault::body;
}

}  // namespace

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
