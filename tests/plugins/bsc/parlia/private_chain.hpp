#pragma once

#include <algorithm>
#include <vector>

#include <kit/crypto/keccak.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <plugins/bsc/parlia/parlia.hpp>

namespace plexus::testing {

/// A validator with a private key.
struct PrivateValidator {
    crypto::SecretKey key = crypto::SecretKey::generate();
    Address address = address_of(key);

    static Address address_of(const crypto::SecretKey& key) {
        const Hash256 hashed = crypto::keccak256(crypto::public_key(key));
        return *Address::from(hashed.view().last(Address::size_bytes));
    }
};

/// Headers before Luban on a schedule without later forks: epochs of 200 blocks, turns of one.
struct PrivateChain {
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    std::vector<PrivateValidator> validators;  ///< ascending
    bsc::Schedule forks{.chain_id = 56,
                        .luban = never,
                        .plato = never,
                        .london = never,
                        .cancun = never,
                        .bohr = never,
                        .prague = never,
                        .lorentz = never,
                        .maxwell = never,
                        .fermi = never};

    explicit PrivateChain(std::size_t count) : validators(count) {
        std::ranges::sort(validators, {}, &PrivateValidator::address);
    }

    /// Whose turn it is.
    const PrivateValidator& in_turn(std::uint64_t number) const {
        return validators[number % validators.size()];
    }

    eth::Header header(std::uint64_t number, const Hash256& parent) const {
        eth::Header header;
        header.parent = parent;
        header.uncles_hash = crypto::keccak256(Bytes{0xc0});
        header.number = number;
        header.time = 1000 + number * 3;
        header.difficulty = 2;
        header.gas_limit = 40'000'000;
        header.extra = Bytes(32, 0);
        if (number % 200 == 0) {
            for (const PrivateValidator& each : validators) {
                header.extra.insert(header.extra.end(), each.address.begin(), each.address.end());
            }
        }
        header.extra.insert(header.extra.end(), 65, 0);
        return header;
    }

    Bytes seal(eth::Header header, const PrivateValidator& sealer) const {
        header.coinbase = sealer.address;
        const crypto::Signature signature =
            crypto::sign(sealer.key, bsc::seal_hash(header, forks.chain_id));
        std::copy(signature.begin(), signature.end(), header.extra.end() - 65);
        return eth::encode_header(header);
    }

    Bytes genesis() const { return eth::encode_header(header(0, {})); }

    /// Sealed in turn, from `first` on behind that parent.
    std::vector<Bytes> row(std::uint64_t first, std::size_t count, Hash256 parent) const {
        std::vector<Bytes> made;
        for (std::uint64_t number = first; made.size() < count; ++number) {
            made.push_back(seal(header(number, parent), in_turn(number)));
            parent = crypto::keccak256(made.back());
        }
        return made;
    }
};

}  // namespace plexus::testing
