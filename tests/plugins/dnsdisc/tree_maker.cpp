#include "tree_maker.hpp"

#include <kit/crypto/keccak.hpp>
#include <kit/enr/base64url.hpp>
#include <kit/enr/builder.hpp>

#include <api/async/clock.hpp>
#include <plugins/dnsdisc/tree/base32.hpp>

namespace plexus::testing {
namespace {

constexpr std::size_t hash_bytes = 16;

crypto::SecretKey key_of(std::uint8_t seed) {
    FixedBytes<32> bytes{};
    bytes.bytes[31] = seed;
    return crypto::SecretKey::from(BytesView{bytes.bytes}).value();
}

}  // namespace

TreeMaker::TreeMaker(std::string domain, std::uint8_t seed)
    : domain_{std::move(domain)}, key_{key_of(seed)} {}

std::string TreeMaker::url() const {
    const crypto::CompressedKey key = crypto::compress(crypto::public_key(key_)).value();
    return "enrtree://" + dnsdisc::to_base32(BytesView{key.bytes}) + '@' + domain_;
}

std::string TreeMaker::add(const std::string& text) {
    const Hash256 hash = crypto::keccak256(bytes_of(text));
    const std::string name = dnsdisc::to_base32(BytesView{hash.bytes}.first(hash_bytes));
    zone[name + '.' + domain_] = {text};
    return name;
}

std::string TreeMaker::branch(const std::vector<std::string>& children) {
    std::string text = "enrtree-branch:";
    for (const std::string& child : children) {
        if (text.back() != ':') text += ',';
        text += child;
    }
    return add(text);
}

void TreeMaker::sign(std::uint64_t sequence, const std::string& nodes, const std::string& links) {
    const std::string text =
        "enrtree-root:v1 e=" + nodes + " l=" + links + " seq=" + std::to_string(sequence);
    const crypto::Signature signature = crypto::sign(key_, crypto::keccak256(bytes_of(text)));
    zone[domain_] = {text + " sig=" + enr::to_base64url(BytesView{signature.bytes})};
}

std::string record_text(std::uint8_t number, const std::string& address, BytesView eth_entry) {
    const crypto::SecretKey key = key_of(number);
    enr::Builder builder = enr::Builder::make(crypto::public_key(key)).value();
    const net::Endpoint endpoint{asio::ip::make_address(address), 30303, 30303};
    builder.set_endpoints(net::Node{crypto::public_key(key), endpoint});
    if (!eth_entry.empty()) builder.set("eth", eth_entry);
    const enr::Signer signer = [&](const Hash256& digest) -> Result<FixedBytes<65>> {
        return crypto::sign(key, digest);
    };
    return builder.sign(1, signer).value().text();
}

awaitable<Result<std::vector<std::string>>> FakeResolver::txt(std::string name) {
    ++lookups;
    while (silent) co_await sleep_for(std::chrono::hours{1});
    const auto found = zone.find(name);
    if (found == zone.end()) co_return make_error_code(Errc::not_found);
    co_return found->second;
}

}  // namespace plexus::testing
