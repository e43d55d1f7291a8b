#include <kit/crypto/keccak.hpp>
#include <kit/rlp/writer.hpp>
#include <kit/trie/root.hpp>

#include "genesis_block.hpp"

namespace plexus::devnet {
namespace {

Hash256 storage_root(const std::map<Hash256, Hash256>& storage) {
    std::vector<Bytes> values;
    std::vector<trie::Entry> entries;
    values.reserve(storage.size());  // entries look into it
    for (const auto& [slot, word] : storage) {
        if (word.is_zero()) continue;  // zero is the value of an absent slot
        rlp::Writer value;
        value.integer(word);
        entries.push_back({slot, values.emplace_back(value.take())});
    }
    return trie::secure_root(entries);
}

Bytes encode_account(const Account& account) {
    rlp::Writer out;
    out.list([&] {
        out.u64(account.nonce);
        out.u256(account.balance);
        out.fixed(storage_root(account.storage));
        out.fixed(crypto::keccak256(account.code));
    });
    return out.take();
}

}  // namespace

Hash256 state_root(const std::map<Address, Account>& accounts) {
    std::vector<Bytes> values;
    std::vector<trie::Entry> entries;
    values.reserve(accounts.size());  // entries look into it
    for (const auto& [address, account] : accounts) {
        entries.push_back({address, values.emplace_back(encode_account(account))});
    }
    return trie::secure_root(entries);
}

}  // namespace plexus::devnet
