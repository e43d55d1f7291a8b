#include "interest.hpp"

#include <kit/crypto/random.hpp>
#include <kit/jsonrpc/dispatcher.hpp>

#include <plugins/rpc/json/hex.hpp>

namespace plexus::rpc_server {
namespace {

using Tag = BlockId::Tag;

/// @spec go-ethereum, eth/filters/api.go, maxTxHashes
constexpr std::size_t most_transactions = 200;

/// A parameter that may be left out.
class Optional : public Arguments {
public:
    using Arguments::Arguments;

    const json::value* next() { return present(); }
    [[noreturn]] void refuse_it(const std::string& why) const { refuse_last(why); }
};

std::set<Hash256> read_hashes(Optional& arguments) {
    std::set<Hash256> hashes;
    const json::value* given = arguments.next();
    if (given == nullptr) return hashes;
    const json::object* object = given->if_object();
    if (object == nullptr) arguments.refuse_it("not an object");
    const json::value* list = object->if_contains("transactionHashes");
    if (list == nullptr || list->is_null()) return hashes;
    if (!list->is_array()) arguments.refuse_it("transactionHashes must be an array");
    if (list->get_array().size() > most_transactions) {
        fail(
            "exceed max number of transaction hashes allowed per transactionReceipts subscription");
    }
    Arguments values{json::value(list->get_array())};
    for (std::size_t i = 0; i < list->get_array().size(); ++i) hashes.insert(values.hash());
    return hashes;
}

bool is_number(const BlockId& id) { return id.tag == Tag::number || id.tag == Tag::earliest; }

}  // namespace

std::string new_id() {
    std::string digits = to_hex(crypto::random_fixed<16>());
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return "0x" + digits;
}

void check_range_to_come(const LogFilter& filter) {
    if (filter.from.tag == Tag::pending || filter.to.tag == Tag::pending) {
        refuse("pending logs are not supported");
    }
    const bool from_head = filter.from.tag == Tag::latest;
    const bool to_head = filter.to.tag == Tag::latest;
    const bool is_range = filter.from.tag == Tag::number && filter.to.tag == Tag::number &&
                          filter.to.number >= filter.from.number;
    if ((from_head && to_head) || is_range || (is_number(filter.from) && to_head)) return;
    refuse("invalid block range params");
}

Interest read_interest(std::string_view space, const std::string& kind, json::value params,
                       Kinds kinds) {
    Optional arguments(std::move(params));
    arguments.next();  // the kind
    Interest interest;
    if (space == "admin" && kind == "peerEvents") {
        interest.feed = Feed::peers;
    } else if (space != "eth") {
        jsonrpc::refuse_subscription(space, kind);
    } else if (kind == "newHeads") {
        interest.feed = Feed::new_heads;
    } else if (kind == "syncing") {
        interest.feed = Feed::syncing;
    } else if (kind == "newPendingTransactions") {
        const bool whole = arguments.maybe_boolean().value_or(false);
        interest.feed = whole ? Feed::pending_transactions : Feed::pending_hashes;
    } else if (kind == "logs") {
        interest.feed = Feed::logs;
        interest.logs = read_log_filter(arguments.object(), 1);
        check_range_to_come(interest.logs);
    } else if (kind == "transactionReceipts") {
        interest.feed = Feed::receipts;
        interest.transactions = read_hashes(arguments);
    } else if (kinds == Kinds::with_finality && kind == "newFinalizedHeaders") {
        interest.feed = Feed::finalized_headers;
    } else if (kinds == Kinds::with_finality && kind == "newVotes") {
        interest.feed = Feed::votes;
    } else {
        jsonrpc::refuse_subscription(space, kind);
    }
    arguments.end();
    return interest;
}

}  // namespace plexus::rpc_server
