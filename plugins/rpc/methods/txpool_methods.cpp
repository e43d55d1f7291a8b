#include "txpool_methods.hpp"

#include <optional>

#include <api/async/blocking.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction.hpp>

#include <plugins/rpc/chain/senders.hpp>
#include <plugins/rpc/json/checksum.hpp>
#include <plugins/rpc/json/hex.hpp>
#include <plugins/rpc/json/transaction_json.hpp>

namespace plexus::rpc_server {
namespace {

std::string summary(const eth::Transaction& transaction) {
    const Uint256 price = transaction.type < eth::transaction_type::dynamic_fee
                              ? transaction.gas_price
                              : transaction.max_fee;
    const std::string to = transaction.to ? checksummed(*transaction.to) : "contract creation";
    return to + ": " + transaction.value.text() + " wei + " + std::to_string(transaction.gas) +
           " gas \u00d7 " + price.text() + " wei";
}

json::value whole(const eth::Transaction& transaction, const Hash256& hash) {
    return transaction_json(transaction, hash, nullptr);
}

json::value inspected(const eth::Transaction& transaction, const Hash256&) {
    return json::value(summary(transaction));
}

using Show = json::value (*)(const eth::Transaction& transaction, const Hash256& hash);

/// By sender and nonce.
json::object listed(const std::vector<eth::RawTransaction>& all, Show show) {
    json::object senders;
    for (const eth::RawTransaction& raw : all) {
        const Result<eth::Transaction> transaction = eth::decode_transaction(raw.bytes);
        if (!transaction) continue;
        json::value& sender = senders[checksummed(sender_or_zero(*transaction))];
        if (sender.is_null()) sender = json::object{};
        sender.get_object()[std::to_string(transaction->nonce)] = show(*transaction, raw.hash);
    }
    return senders;
}

json::object of_one(const std::vector<eth::RawTransaction>& all, const Address& sender) {
    json::object nonces;
    for (const eth::RawTransaction& raw : all) {
        const Result<eth::Transaction> transaction = eth::decode_transaction(raw.bytes);
        if (!transaction || sender_or_zero(*transaction) != sender) continue;
        nonces[std::to_string(transaction->nonce)] = whole(*transaction, raw.hash);
    }
    return nonces;
}

json::object with_none_queued(json::object pending) {
    json::object result;
    result["pending"] = std::move(pending);
    result["queued"] = json::object{};
    return result;
}

/// A method without parameters that lists the pool. Senders are recovered, so it happens on the
/// blocking pool.
MethodTable::Method list(eth::TransactionPool& pool, Runtime& runtime, Show show) {
    return [&pool, &runtime, show](Arguments arguments) -> awaitable<json::value> {
        arguments.end();
        auto work = [&pool, show]() -> json::value {
            return with_none_queued(listed(pool.all(), show));
        };
        co_return co_await on_blocking(runtime, std::move(work));
    };
}

}  // namespace

void add_txpool_methods(MethodTable& table, eth::TransactionPool* pool, Runtime& runtime) {
    if (pool == nullptr) return;
    table.add_immediate("txpool_status", [pool](Arguments&) -> json::value {
        return json::object{{"pending", quantity(pool->size())}, {"queued", "0x0"}};
    });
    table.add("txpool_content", list(*pool, runtime, &whole));
    table.add("txpool_inspect", list(*pool, runtime, &inspected));
    table.add("txpool_contentFrom",
              [pool, &runtime](Arguments arguments) -> awaitable<json::value> {
                  const Address sender = arguments.address();
                  arguments.end();
                  auto work = [pool, sender]() -> json::value {
                      return with_none_queued(of_one(pool->all(), sender));
                  };
                  co_return co_await on_blocking(runtime, std::move(work));
              });
}

}  // namespace plexus::rpc_server
