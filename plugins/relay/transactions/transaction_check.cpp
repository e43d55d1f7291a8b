#include "transaction_check.hpp"

#include <algorithm>
#include <optional>

#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/transaction.hpp>

namespace plexus::relay {
namespace {

/// @returns nothing if it was signed for any chain, as before EIP-155
std::optional<Uint256> chain_of(const eth::Transaction& transaction) {
    if (transaction.type != eth::transaction_type::legacy) return transaction.chain_id;
    const std::optional<Uint256> twice_and_parity = transaction.v.checked_sub(35);
    return twice_and_parity ? twice_and_parity->checked_div(2) : std::nullopt;
}

bool has_its_sidecar(const eth::Transaction& transaction) {
    if (transaction.type != eth::transaction_type::blob) return true;
    if (!transaction.sidecar) return false;
    return eth::check_sidecar(eth::outline_of(*transaction.sidecar), transaction.blob_hashes)
        .has_value();
}

}  // namespace

Result<Admitted> admit(const eth::RawTransaction& transaction, std::uint64_t chain_id,
                       const HeadRules& head) {
    const BytesView bytes = transaction.bytes;
    const bool blob = eth::type_of(bytes) == eth::transaction_type::blob;
    if (bytes.size() > most_bytes(blob)) return Errc::limit_exceeded;
    const Result<eth::Transaction> decoded = eth::decode_transaction(bytes);
    if (!decoded) return decoded.error();
    const std::optional<Uint256> chain = chain_of(*decoded);
    if (chain && *chain != chain_id) return Errc::incompatible;
    if (!has_its_sidecar(*decoded)) return Errc::invalid_data;
    const Result<Address> sender = eth::sender_of(*decoded);
    if (!sender) return sender.error();
    if (!never_valid(*decoded, head).empty()) return Errc::invalid_data;
    Admitted admitted;
    admitted.transaction.hash = transaction.hash;
    admitted.transaction.bytes = SharedBytes{Bytes(bytes.begin(), bytes.end())};
    admitted.sender = *sender;
    admitted.price = std::max(decoded->gas_price, decoded->max_fee);  // it has one of the two
    return admitted;
}

}  // namespace plexus::relay
