#include "check_response.hpp"

#include <algorithm>
#include <array>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/eth/types/transaction.hpp>

namespace plexus::inline v1::eth {
namespace {

constexpr std::array<std::uint8_t, 1> empty_list{0xc0};
constexpr std::array<std::uint8_t, 3> empty_body{0xc2, 0xc0, 0xc0};
constexpr std::array<std::uint8_t, 4> empty_body_with_withdrawals{0xc3, 0xc0, 0xc0, 0xc0};

SharedBytes share(BytesView bytes) { return SharedBytes(Bytes(bytes.begin(), bytes.end())); }

bool begins(const chain::HeaderQuery& query, const CheckedHeader& first) {
    return query.hash ? first.hash == *query.hash : first.header.number == query.number;
}

bool follows(const chain::HeaderQuery& query, const CheckedHeader& before,
             const CheckedHeader& next) {
    const CheckedHeader& lower = query.reverse ? next : before;
    const CheckedHeader& upper = query.reverse ? before : next;
    if (upper.header.number <= lower.header.number) return false;
    if (upper.header.number - lower.header.number - 1 != query.skip) return false;
    return query.skip != 0 || upper.header.parent == lower.hash;
}

/// Fills the absent parts: `root_of(item) -> Result<Root>`, `commits(header, root) -> bool`,
/// `keep(header, item) -> Result<SharedBytes>`, the item as it is to be kept.
template <class RootOf, class Commits, class Keep>
Result<void> match(std::span<const CheckedHeader> headers, std::span<const SharedBytes> items,
                   OptionalItems& parts, RootOf root_of, Commits commits, Keep keep) {
    std::size_t next = 0;
    for (const SharedBytes& item : items) {
        const auto root = root_of(BytesView{item});  // once, not again for each header
        if (!root) return root.error();
        while (next < headers.size() && (parts[next] || !commits(headers[next].header, *root))) {
            ++next;
        }
        if (next == headers.size()) return Errc::invalid_data;
        Result<SharedBytes> kept = keep(headers[next], item);
        if (!kept) return kept.error();
        parts[next++] = std::move(*kept);
    }
    return {};
}

/// Checks that the hash of each item is one of the requested hashes, in their order.
template <class Item, class HashOf>
Result<void> must_be_among(std::span<const Hash256> requested, std::span<const Item> items,
                           HashOf hash_of) {
    auto next = requested.begin();
    for (const Item& item : items) {
        next = std::find(next, requested.end(), hash_of(item));
        if (next == requested.end()) return Errc::invalid_data;
        ++next;
    }
    return {};
}

Result<void> check_blob_transaction(BytesView canonical) {
    const Result<Transaction> transaction = decode_transaction(canonical);
    if (!transaction) return transaction.error();
    if (!transaction->sidecar) return Errc::invalid_data;
    return check_sidecar(outline_of(*transaction->sidecar), transaction->blob_hashes);
}

}  // namespace

Result<Headers> check_headers(const chain::HeaderQuery& query,
                              std::span<const SharedBytes> headers) {
    Headers checked;
    checked.reserve(headers.size());
    for (const SharedBytes& raw : headers) {
        Result<Header> header = decode_header(raw);
        if (!header) return header.error();
        CheckedHeader next;
        next.hash = crypto::keccak256(raw);
        next.raw = raw;
        next.header = std::move(*header);
        const bool right =
            checked.empty() ? begins(query, next) : follows(query, checked.back(), next);
        if (!right) return Errc::invalid_data;
        checked.push_back(std::move(next));
    }
    return checked;
}

OptionalItems empty_bodies(std::span<const CheckedHeader> headers) {
    OptionalItems parts(headers.size());
    for (const BytesView body : {BytesView{empty_body}, BytesView{empty_body_with_withdrawals}}) {
        const BodyRoots roots = body_roots(body).value();
        const SharedBytes shared = share(body);
        for (std::size_t i = 0; i < headers.size(); ++i) {
            if (commits_to_body(headers[i].header, roots)) parts[i] = shared;
        }
    }
    return parts;
}

OptionalItems empty_receipts(std::span<const CheckedHeader> headers) {
    OptionalItems parts(headers.size());
    const Hash256 root = receipts_root(empty_list).value();
    const SharedBytes shared = share(empty_list);
    for (std::size_t i = 0; i < headers.size(); ++i) {
        if (headers[i].header.receipts_root == root) parts[i] = shared;
    }
    return parts;
}

std::vector<Hash256> lacking(std::span<const CheckedHeader> headers, const OptionalItems& parts) {
    std::vector<Hash256> hashes;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        if (!parts[i]) hashes.push_back(headers[i].hash);
    }
    return hashes;
}

Result<void> match_bodies(std::span<const CheckedHeader> headers,
                          std::span<const SharedBytes> bodies, OptionalItems& parts,
                          const BodyRules* rules) {
    const auto keep = [rules](const CheckedHeader& header, const SharedBytes& body) {
        return kept_body({header.header.number, header.hash, header.header.parent}, body, rules);
    };
    return match(headers, bodies, parts, body_roots, commits_to_body, keep);
}

Result<void> match_receipts(std::span<const CheckedHeader> headers,
                            std::span<const SharedBytes> receipts, OptionalItems& parts) {
    const auto commits = [](const Header& header, const Hash256& root) {
        return header.receipts_root == root;
    };
    const auto keep = [](const CheckedHeader&, const SharedBytes& item) -> Result<SharedBytes> {
        return item;
    };
    return match(headers, receipts, parts, receipts_root, commits, keep);
}

Result<void> check_transactions(std::span<const Hash256> requested,
                                std::span<const RawTransaction> transactions) {
    // The decoder took the hashes from the bytes.
    const Result<void> among =
        must_be_among(requested, transactions,
                      [](const RawTransaction& transaction) { return transaction.hash; });
    if (!among) return among;
    for (const RawTransaction& transaction : transactions) {
        if (type_of(transaction.bytes) != transaction_type::blob) continue;
        const Result<void> sidecar = check_blob_transaction(transaction.bytes);
        if (!sidecar) return sidecar;
    }
    return {};
}

Result<void> check_node_data(std::span<const Hash256> requested,
                             std::span<const SharedBytes> entries) {
    return must_be_among(requested, entries,
                         [](const SharedBytes& entry) { return crypto::keccak256(entry); });
}

}  // namespace plexus::inline v1::eth
